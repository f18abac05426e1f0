"""Two staff, a patient and the automatic rule on one invoice at once: together they never apply more than is left."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from infra.devstack.stack import Stack
from tests.figures import Figure
from tests.journeys.calls import Json, json_of
from tests.journeys.people import Clinic, Patient, run_module
from tests.processes.patient import Known

pytestmark = pytest.mark.timeout(2_400)
PAYMENTS, PAID = 12, 1_000
REQUESTS = 12
STAFFS, PATIENTS = 700, 450
OWED = (1_500, 6_000, 2_500, 9_000, 4_000, 7_500, 800, 5_200, 11_000, 3_300, 9_900, 1_200, 8_000, 10_400)
"""The amounts of the invoice's revisions: what is applied beyond a lower one is given back."""
SEED = 20_261_129


def invoice_body(revision: int) -> Json:
    return {
        "number": "2026-1001",
        "amount": OWED[revision - 1],
        "location_id": "loc_main",
        "issued_on": "2026-11-20",
        "revision": revision,
        "status": "open",
    }


def staffs(patient: Patient, who: int) -> list[Json]:
    path = f"/v1/clinic/patients/{patient.id}/applications"
    body = {"invoice_id": "INV-1", "amount": STAFFS + who}
    names = [f"staff-{who}-{number}" for number in range(REQUESTS)]
    return [{"name": name, "key": name, "path": path, "body": body} for name in names]


def patients(patient: Patient) -> list[Json]:
    path = "/v1/me/invoices/INV-1/applications"
    usual = {"path": path, "body": {"amount": PATIENTS}, "token": patient.token}
    return [usual | {"name": f"patient_{n}", "key": f"patient-{n}"} for n in range(REQUESTS)]


def systems(clinic: Clinic, patient: Patient) -> list[Json]:
    """The clinic's system revises the invoice, which the automatic rule then pays; late and repeated PUTs as well."""
    path = f"/v1/clinic/patients/{patient.id}/invoices/INV-1"
    token = clinic.stack.token("system", clinic=clinic.id)
    usual = {"method": "PUT", "path": path, "token": token}
    revisions = [*range(2, len(OWED) + 1), 3, len(OWED)]
    return [
        usual | {"name": f"put_{number}", "key": f"put-{number}", "body": invoice_body(revision)}
        for number, revision in enumerate(revisions)
    ]


def prepared(clinic: Clinic) -> Patient:
    """A patient with twelve payments of ten dollars, at a clinic where everyone may apply, with an open invoice."""
    staff, patient = clinic.staff(), clinic.patient()
    staff.change_settings(patients_may_apply=True, invoices="known")
    cash = {"source": "recorded", "amount": PAID, "location_id": "loc_main", "tender": "cash"}
    path = f"clinic/patients/{patient.id}"
    for number in range(PAYMENTS):
        json_of(staff.call("POST", f"{path}/payments", cash, Idempotency_Key=f"cash-{number}"), 201)
    json_of(staff.call("PUT", f"{path}/invoices/INV-1", invoice_body(1)), 201)
    staff.change_settings(apply_automatically="oldest_first")
    return patient


@pytest.mark.parametrize("deadly", [0, 150], ids=["no one dies", "some die"])
def test_two_staff_a_patient_and_the_rule_never_apply_more_than_is_left(
    stack: Stack, clinic: Clinic, tmp_path: Path, figure: Figure, deadly: int
) -> None:
    patient = prepared(clinic)
    known = Known(clinic, patient, [])
    own = [staffs(patient, 1), staffs(patient, 2), patients(patient), systems(clinic, patient)]
    crowd = known.crowd(tmp_path / "crowd", shared=[], own=own, seed=SEED, deadly=deadly)
    assert crowd["failed"] == 0 and bool(crowd["killed"]) == bool(deadly)
    run_module(stack, "tests.journeys.sweep", "0.2")
    shown = clinic.staff().get(f"clinic/patients/{patient.id}/invoices/INV-1")
    active = sum(each["amount"]["amount"] for each in shown["applications"] if each["status"] == "applied")
    assert shown["credited"]["amount"] == active <= shown["amount"]["amount"]
    assert shown["left"]["amount"] == shown["amount"]["amount"] - active
    ledger = known.ledger()
    assert ledger["disagreements"] == []
    assert patient.available == ledger["balance"] == PAYMENTS * PAID - active >= 0
    if not deadly:
        assert shown["revision"] == len(OWED) and active == OWED[-1], "the rule pays what is left of the last revision"
    told = [reply for process in crowd["told"] for reply in process["responses"].values()]
    replies = dict(Counter(status for status, _ in told))
    by_kind = dict(Counter(each["applied_by"]["kind"] for each in shown["applications"]))
    figure(f"{len(told)} replies {replies}, {crowd['killed']} killed, applications by {by_kind}, {active} applied")
