"""An idempotency key is of one request: with another invoice, or another amount, it is refused and nothing moves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.api import Api
from tests.fakes.examples import ANA
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
