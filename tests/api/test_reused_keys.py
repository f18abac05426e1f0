"""An idempotency key is of one request, and a cursor of one place: nothing moves or shows twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.api import Api
from tests.fakes.examples import ANA, invoice
from tests.fakes.world import World

PATIENT = "/v1/clinic/patients/pat_ana"
FIRST = {"invoice_id": "inv_1", "amount": 500}


@pytest.mark.parametrize("other", [{"invoice_id": "inv_2"}, {"amount": 501}])
@pytest.mark.parametrize("at", ["/payments/{id}/applications", "/applications"])
def test_a_key_with_another_invoice_or_amount_is_refused(
    world: World, api: Api, at: str, other: dict[str, Any]
) -> None:
    url = PATIENT + at.format(id=world.paid().id)
    staff = api.as_("staff")
    first = staff.post(url, FIRST, idempotency_key="one")
    refused = staff.post(url, {**FIRST, **other}, idempotency_key="one")
    assert (first.status, refused.status, refused.json["code"]) == (201, 422, "idempotency_key_reused")
    assert staff.post(url, FIRST, idempotency_key="one").json == first.json
    assert world.ledger.credit(ANA).balance == 4_500


def test_a_patients_key_with_another_invoice_is_refused(world: World, api: Api) -> None:
    world.clinics.set_settings("clinic_demo", patients_may_apply=True)
    world.paid()
    for number in (1, 2):
        world.services.put_invoice(invoice(f"inv_{number}"))
    patient = api.as_()
    first, other = (
        patient.post(f"/v1/me/invoices/inv_{number}/applications", {"amount": 500}, idempotency_key="one")
        for number in (1, 2)
    )
    assert (first.status, other.status, other.json["code"]) == (201, 422, "idempotency_key_reused")


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_last_item_of_a_page_is_not_on_the_next_one(world: World, api: Api, limit: int) -> None:
    """Of the lists that are short enough to be read whole."""
    staff, seen, cursor = api.as_("staff"), list[str](), ""
    for _ in range(10):
        page = staff.get(f"/v1/clinic/locations?limit={limit}{cursor}").json
        seen += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == sorted(set(seen)) and len(seen) > 1
