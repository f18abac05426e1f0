"""Work items, as keys of the credit table and as changes in its stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.dynamodb.credit_items import CREDIT_SK, patient_of
from chalicelib.dynamodb.timestamps import from_iso
from chalicelib.services.pagination import DueItem, WorkItem


def work_item_of(pk: str, sk: str) -> WorkItem:
    """Return the work item whose item has this key."""
    kind, *ids = sk.split("#")
    patient = patient_of(pk)
    if kind == CREDIT_SK:
        return WorkItem.of_erasure(patient)
    if kind == "merge":
        return WorkItem.of_merge(patient)
    if kind == "notice":
        return WorkItem.of_notice(patient, *ids)
    if kind == "document":
        return WorkItem.of_document(patient, *ids)
    return WorkItem.of_invoice(patient, *ids) if kind == "invoice" else WorkItem.of_payment(patient, *ids)


def due_in(change: Mapping[str, Any]) -> DueItem | None:
    """Return the item that this change of the stream made due, at another time than before; else None."""
    image, before = change.get("NewImage") or {}, change.get("OldImage") or {}
    due_at = image.get("todo_at", {}).get("S")
    if due_at is None or due_at == before.get("todo_at", {}).get("S"):
        return None
    return DueItem(work_item_of(image["pk"]["S"], image["sk"]["S"]), from_iso(due_at))
