"""After a commit, from the table's stream: receipts of payments that succeeded, documents that were requested,
transfers that are due, invoices to adjust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.credit_items import payment_in
from chalicelib.dynamodb.documents import document_due_in
from chalicelib.dynamodb.invoice_items import invoice_due_in
from chalicelib.dynamodb.record_items import position_due_in
from chalicelib.services.ports import WorkItem
from chalicelib.services.receipts.issue_receipt import needs_receipt


def on_credit_change(records: list[Mapping[str, Any]], services: Services) -> None:
    """Do what these changes call for. Raises any fault: the stream delivers the batch again."""
    for payment in _without_receipt(records):
        services.issue_receipt(payment)
    for item in _due(records):
        services.process_due_item(item)


def _without_receipt(records: list[Mapping[str, Any]]) -> Iterator[Payment]:
    for record in records:
        payment = payment_in(record["dynamodb"].get("NewImage"))
        if payment and needs_receipt(payment):
            yield payment


def _due(records: list[Mapping[str, Any]]) -> Iterator[WorkItem]:
    for read in (position_due_in, invoice_due_in, document_due_in):
        for record in records:
            due = read(record["dynamodb"].get("NewImage"))
            if due:
                yield due
