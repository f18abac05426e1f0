"""After a commit: the receipt of a payment that succeeded, made from the table's stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.credit.payment import Payment
from chalicelib.services.issue_receipt import issue_receipt, needs_receipt


def on_credit_change(records: list[Mapping[str, Any]]) -> None:
    """Issues the receipts that these changes call for. Raises what went wrong: the stream delivers the batch again."""
    for payment in _without_receipt(records):
        issue_receipt(payment, wiring.receipt_desk())


def _without_receipt(records: list[Mapping[str, Any]]) -> Iterator[Payment]:
    from chalicelib.stores.credit_items import payment_in

    for record in records:
        payment = payment_in(record["dynamodb"].get("NewImage"))
        if payment and needs_receipt(payment):
            yield payment
