"""After a commit, from the table's stream: receipts of payments that succeeded, transfers that disputes left due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib import bootstrap
from chalicelib.services.issue_receipt import issue_receipt, needs_receipt
from chalicelib.services.process_due_item import process_due_item

if TYPE_CHECKING:
    from chalicelib.credit.payment import Payment
    from chalicelib.services.ports import WorkItem


def on_credit_change(records: list[Mapping[str, Any]]) -> None:
    """Does what these changes call for. Raises what went wrong: the stream delivers the batch again."""
    for payment in _without_receipt(records):
        issue_receipt(payment, bootstrap.receipt_desk())
    for due in _transfers_due(records):
        process_due_item(due, bootstrap.receipt_desk())


def _without_receipt(records: list[Mapping[str, Any]]) -> Iterator[Payment]:
    from chalicelib.dynamodb.credit_items import payment_in

    for record in records:
        payment = payment_in(record["dynamodb"].get("NewImage"))
        if payment and needs_receipt(payment):
            yield payment


def _transfers_due(records: list[Mapping[str, Any]]) -> Iterator[WorkItem]:
    from chalicelib.dynamodb.record_items import transfer_due_in

    for record in records:
        due = transfer_due_in(record["dynamodb"].get("NewImage"))
        if due:
            yield due
