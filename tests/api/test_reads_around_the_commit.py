"""A money request reads each fact once, and responds after the commit from what it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from chalicelib.credit.clinic import Location
from tests.api.api import Api
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan

PATIENT = f"/v1/clinic/patients/{ANA.patient_id}"


@dataclass(frozen=True)
class Request:
    path: str
    body: dict[str, object]


def application(payment_id: str) -> Request:
    return Request(f"{PATIENT}/payments/{payment_id}/applications", {"invoice_id": "inv_1", "amount": 1_000})


def oldest_first(payment_id: str) -> Request:
    return Request(f"{PATIENT}/applications", {"invoice_id": "inv_1", "amount": 1_000})


@pytest.mark.parametrize("made", [application, oldest_first])
def test_an_application_reads_nothing_after_its_commit(api: Api, made: Callable[[str], Request]) -> None:
    plan, request = FaultPlan(), made(api.world.paid().id)
    staff = api.on(api.world.guarded(plan).services).as_("staff")
    assert staff.post(request.path, request.body, idempotency_key="k").status == 201
    assert plan.calls[-1] == "commit"


@pytest.mark.parametrize("made", [application, oldest_first])
def test_a_store_fault_after_the_commit_still_gives_201(api: Api, made: Callable[[str], Request]) -> None:
    plan, request = FaultPlan(), made(api.world.paid().id)
    api.on(api.world.guarded(plan).services).as_("staff").post(request.path, request.body, idempotency_key="first")
    after_commit = FaultPlan(at=len(plan.calls))
    staff = api.on(api.world.guarded(after_commit).services).as_("staff")
    assert staff.post(request.path, request.body, idempotency_key="second").status == 201


def test_a_refund_reads_its_payment_once_before_it_is_reserved(api: Api) -> None:
    plan, paid = FaultPlan(), api.world.paid()
    full = api.on(api.world.guarded(plan).services).as_("full_access")
    body = {"amount": 1_000, "reason": "moved away"}
    assert full.post(f"{PATIENT}/payments/{paid.id}/refunds", body, idempotency_key="k").status == 201
    before = plan.calls[: plan.calls.index("commit")]
    assert [name for name in before if name.startswith("payment")] == ["payment_with_credit"]


def test_a_changed_location_is_recorded_with_the_member_of_staff(api: Api) -> None:
    reply = api.as_("full_access").call("PUT", "/v1/clinic/locations/loc_east", {"name": "East", "active": True})
    ((by, at, location),) = api.world.clinics.location_changes
    assert reply.status == 200 and location == Location("loc_east", "East", True)
    assert (by.kind, at) == ("staff", api.world.clock.now()) and by.id
