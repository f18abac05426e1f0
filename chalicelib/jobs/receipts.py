"""After a commit, from the table's stream: receipts of payments that succeeded, documents that were requested,
transfers that are due, invoices to adjust, and messages of all other work that is due soon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import CreditError
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.documents import document_due_in
from chalicelib.dynamodb.entry_items import changed_entry_in
from chalicelib.dynamodb.invoice_items import invoice_due_in
from chalicelib.dynamodb.payment_items import payment_in
from chalicelib.dynamodb.position_items import position_due_in
from chalicelib.dynamodb.work_items import due_in
from chalicelib.services.ports import DueItem, WorkItem
from chalicelib.services.receipts.issue_receipt import needs_receipt


def on_credit_change(records: list[Mapping[str, Any]], services: Services) -> None:
    """Do what these changes call for. Raises any fault: the stream delivers the batch again."""
    changed = [entry for record in records if (entry := changed_entry_in(record["dynamodb"]))]
    for entry in changed:
        logger.error("entry_changed", extra={"entry": entry})
    services.report_changed_entries(changed)
    for payment in _without_receipt(records):
        services.issue_receipt(payment)
    processed = tuple(_due_at_once(records))
    for item in processed:
        services.process_due_item(item)
    now = services.clock.now()
    _send([due for due in _due(records) if due.due_at > now or due.item not in processed], services)


def _without_receipt(records: list[Mapping[str, Any]]) -> Iterator[Payment]:
    for record in records:
        payment = payment_in(record["dynamodb"].get("NewImage"))
        if payment and needs_receipt(payment):
            yield payment


def _due_at_once(records: list[Mapping[str, Any]]) -> Iterator[WorkItem]:
    for read in (position_due_in, invoice_due_in, document_due_in):
        for record in records:
            due = read(record["dynamodb"].get("NewImage"))
            if due:
                yield due


def _send(items: list[DueItem], services: Services) -> None:
    """Send messages of work that is due soon: without one, the sweep takes it up. No receipt waits for the queue."""
    try:
        services.send_soon_due(items)
    except CreditError as fault:
        logger.error("messages_not_sent", extra={"items": len(items), "fault": type(fault).__name__})


def _due(records: list[Mapping[str, Any]]) -> Iterator[DueItem]:
    for record in records:
        due = due_in(record["dynamodb"])
        if due:
            yield due
