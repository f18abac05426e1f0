"""Transfers over the API."""

from __future__ import annotations

import pytest

from tests.api.api import Api
from tests.fakes.examples import BEN

PATIENT = "/v1/clinic/patients/pat_ana"
BODY = {"to_patient_id": "pat_ben", "amount": 2_000, "reason": "family"}


def test_a_transfer_shows_on_both_payments_and_returns_the_same_again(api: Api) -> None:
    paid, _ = api.world.paid(), api.world.recorded(BEN)
    path, staff = f"{PATIENT}/payments/{paid.id}", api.as_("full_access")
    made, again = (staff.post(f"{path}/transfers", BODY, idempotency_key="k") for _ in range(2))
    assert made.status == 201 and made.body == again.body
    assert made.json["from_payment_id"] == paid.id and made.json["amount"] == {"amount": 2_000, "currency": "cad"}
    left = staff.get(path).json
    assert (left["transferred"]["amount"], left["unapplied"]["amount"]) == (2_000, 3_000)
    (listed,) = left["transfers"]
    assert (listed["id"], listed["to_payment_id"]) == (made.json["id"], made.json["to_payment_id"])
    assert (listed["to_patient_id"], listed["amount"], listed["reason"]) == ("pat_ben", made.json["amount"], "family")
    new = staff.get(f"/v1/clinic/patients/pat_ben/payments/{made.json['to_payment_id']}").json
    assert (new["source"], new["origin"]) == ("transfer", {"patient_id": "pat_ana", "payment_id": paid.id})
    assert [line["kind"] for line in new["activity"]] == ["transferred"] and new["receipt"] is None


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"to_patient_id": "pat_ana"}, 400, "to_patient_id"),
        ({"to_patient_id": "pat_typo"}, 404, "to_patient_id"),
        ({"amount": 0}, 400, "amount"),
        ({"amount": 5_001}, 409, "amount"),
        ({"amount": {"amount": 1, "currency": "usd"}}, 400, "amount.currency"),
        ({"reason": "\u200b"}, 400, "reason"),
        ({"to_clinic_id": "clinic_other"}, 400, "to_clinic_id"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_by_its_field(
    api: Api, changes: dict[str, object], status: int, field: str
) -> None:
    paid, _ = api.world.paid(), api.world.recorded(BEN)
    path = f"{PATIENT}/payments/{paid.id}/transfers"
    reply = api.as_("full_access").post(path, {**BODY, **changes}, idempotency_key="k")
    assert (reply.status, reply.fields) == (status, [field])
    assert api.world.now(paid) == paid
