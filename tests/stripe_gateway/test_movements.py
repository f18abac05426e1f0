"""Stripe's lists of what moved: one object in a shape that is not known hides none of the others."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.stripe_report import MoneyMovement
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.movements import StripeMovements
from tests.fakes.small import NOON
from tests.stripe_gateway.recorded_calls import RESPONSES, Recorder

REFUND, DISPUTE = ({**RESPONSES[call], "id": "fine"} for call in ("POST /v1/refunds", "GET /v1/disputes/du_1"))
WARNING = {**RESPONSES["GET /v1/radar/early_fraud_warnings/issfr_1"], "id": "fine"}
STRANGE = [{"amount": None}, {"amount": "7.00"}, {"currency": 124}, {"metadata": [], "balance_transactions": {}}]


class Lists(Recorder):
    """Stripe's lists by the last part of their path, the balance's for refunds alone."""

    def __init__(self, **lists: list[dict[str, Any]]) -> None:
        super().__init__()
        self.lists = lists

    def response(self, call: str) -> Any:
        name = call.rpartition("/")[2]
        found = [] if name == "balance_transactions" and len(self.sent) > 1 else self.lists.get(name, [])
        return {"object": "list", "data": found, "has_more": False, "url": "/v1/x"}


def moved(**lists: list[dict[str, Any]]) -> dict[str, MoneyMovement]:
    client = FixedClient(new_client("sk_test_1", Lists(**lists)))
    return {each.source_id: each for each in StripeMovements(client, "test").movements(NOON)}


def line(source: dict[str, Any]) -> dict[str, Any]:
    return {"id": "txn_1", "object": "balance_transaction", "created": 1, "source": source}


@pytest.mark.parametrize("changes", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("object", [REFUND, {**DISPUTE, "payment_intent": "pi_1"}], ids=["refund", "dispute"])
def test_a_line_in_an_unknown_shape_is_told_and_the_others_are_read(
    object: dict[str, Any], changes: dict[str, Any]
) -> None:
    found = moved(balance_transactions=[line({**object, **changes, "id": "strange"}), line(object)])
    assert set(found) == {"strange", "fine"}
    assert found["strange"].report is None and found["fine"].report is not None


@pytest.mark.parametrize(
    ("name", "object", "changes"),
    [
        ("disputes", DISPUTE, {"amount": None}),
        ("disputes", DISPUTE, {"reason": 7}),
        ("disputes", DISPUTE, {"livemode": None}),
        ("early_fraud_warnings", WARNING, {"actionable": None}),
    ],
)
def test_a_dispute_or_warning_in_an_unknown_shape_is_told_and_the_others_are_read(
    name: str, object: dict[str, Any], changes: dict[str, Any]
) -> None:
    found = moved(**{name: [{**object, **changes, "id": "strange"}, object]})
    assert found["strange"].report is None and found["fine"].report is not None


def test_what_is_another_products_is_no_movement() -> None:
    theirs = {**REFUND, "metadata": {"deployment": "another"}}
    assert moved(balance_transactions=[line(theirs), line({**DISPUTE, "payment_intent": None})]) == {}
