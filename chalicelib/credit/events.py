"""Events for other software: what happened to a patient's credit or to a clinic, without names.

An event is derived from what was committed, by pure functions, and numbered afterwards. Each has a key, the same each
time it is derived, so that it is numbered once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.credit.billing_settings import FieldChange
from chalicelib.credit.clinic import Ineligible
from chalicelib.credit.identity import Actor
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Record, Refund, RefundStatus

KEPT_FOR = timedelta(days=30)
ADDRESSES = ("notice_email",)
EVENT_ID = re.compile(r"evt_([0-9a-f]{10})([0-9]{12})")


class EventType(StrEnum):
    """The types of events. `ENDPOINT_TEST` is sent on request only, and is in no list of events."""

    PAYMENT_SUCCEEDED = "payment.succeeded"
    PAYMENT_RECORDED = "payment.recorded"
    PAYMENT_VOIDED = "payment.voided"
    PAYMENT_TRANSFERRED = "payment.transferred"
    APPLICATION_CREATED = "application.created"
    APPLICATION_REMOVED = "application.removed"
    REFUND_CREATED = "refund.created"
    REFUND_SUCCEEDED = "refund.succeeded"
    REFUND_FAILED = "refund.failed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_FUNDS_WITHDRAWN = "dispute.funds_withdrawn"
    DISPUTE_CLOSED = "dispute.closed"
    INVOICE_OVER_APPLIED = "invoice.over_applied"
    ACCOUNT_INELIGIBLE = "account.ineligible"
    SETTINGS_CHANGED = "settings.changed"
    ENDPOINT_TEST = "endpoint.test"


@dataclass(frozen=True, slots=True)
class Subject:
    """The owner of a sequence of events: a patient, or the clinic itself where `patient_id` is None."""

    clinic_id: str
    patient_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event before it is numbered. `key` is unique among the clinic's."""

    key: str
    type: EventType
    occurred_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event. `seq` counts its patient's events from 1 without gaps; without a patient, those of the clinic itself.

    `id` grows with the clinic's events, over all patients. `data` has ids and money, and no names.
    """

    id: str
    type: EventType
    clinic_id: str
    patient_id: str | None
    seq: int
    occurred_at: datetime
    data: Mapping[str, Any]

    @property
    def subject(self) -> Subject:
        return Subject(self.clinic_id, self.patient_id)

    @property
    def position(self) -> int:
        return int(self.id[-12:])


def event_id(clinic_id: str, position: int) -> str:
    """The id of the clinic's event at `position`, which counts its events from 1 over all patients."""
    return f"evt_{_fingerprint(clinic_id)}{position:012d}"


def position_of(clinic_id: str, text: str) -> int | None:
    """The position of an event, or None for text that is no id of one of the clinic's events."""
    found = EVENT_ID.fullmatch(text)
    return int(found[2]) if found and found[1] == _fingerprint(clinic_id) else None


def _fingerprint(clinic_id: str) -> str:
    return hashlib.sha256(clinic_id.encode()).hexdigest()[:10]


TYPE_OF_ENTRY: Mapping[EntryKind, EventType] = {
    EntryKind.TOP_UP: EventType.PAYMENT_SUCCEEDED,
    EntryKind.RECORDED: EventType.PAYMENT_RECORDED,
    EntryKind.MEMO: EventType.PAYMENT_RECORDED,
    EntryKind.OPENING_BALANCE: EventType.PAYMENT_RECORDED,
    EntryKind.APPLIED: EventType.APPLICATION_CREATED,
    EntryKind.UNAPPLIED: EventType.APPLICATION_REMOVED,
    EntryKind.REFUNDED: EventType.REFUND_CREATED,
    EntryKind.REFUND_FAILED: EventType.REFUND_FAILED,
    EntryKind.DISPUTED: EventType.DISPUTE_FUNDS_WITHDRAWN,
    EntryKind.TRANSFERRED: EventType.PAYMENT_TRANSFERRED,
    EntryKind.MERGED: EventType.PAYMENT_TRANSFERRED,
    EntryKind.VOIDED: EventType.PAYMENT_VOIDED,
}
"""Every kind of entry but DISPUTE_WON, of which `dispute.closed` tells."""

REFERENCE_OF_TYPE: Mapping[EventType, str] = {
    EventType.APPLICATION_CREATED: "invoice_id",
    EventType.APPLICATION_REMOVED: "invoice_id",
    EventType.REFUND_CREATED: "refund_id",
    EventType.REFUND_FAILED: "refund_id",
    EventType.DISPUTE_FUNDS_WITHDRAWN: "dispute_id",
    EventType.PAYMENT_TRANSFERRED: "transfer_id",
}


def of_entry(entry: Entry, payment: Payment) -> Happening | None:
    """The event of a line of the ledger, or None if there is none of its kind.

    `amount` is positive; `available` is the patient's balance with the line; both are money. `direction` of a transfer
    is `in` or `out`.
    """
    kind = TYPE_OF_ENTRY.get(entry.kind)
    if kind is None:
        return None
    data: dict[str, Any] = {
        "payment_id": entry.payment_id,
        "amount": money(abs(entry.amount), payment.currency),
        "available": money(entry.balance_after, payment.currency),
        "location_id": payment.location.id,
        "source": str(payment.source),
        "actor": _actor(entry.actor),
    }
    if kind in REFERENCE_OF_TYPE:
        data[REFERENCE_OF_TYPE[kind]] = entry.reference
    if kind is EventType.PAYMENT_TRANSFERRED:
        data["direction"] = "in" if entry.amount > 0 else "out"
    if entry.tender:
        data["tender"] = str(entry.tender)
    return Happening(key=f"entry#{entry.patient.patient_id}#{entry.seq}", type=kind, occurred_at=entry.at, data=data)


def of_record(before: Record | None, after: Record) -> Iterator[Happening]:
    """The events of a change of a refund or dispute; without `before`, all up to now, with the same keys."""
    match after:
        case Dispute():
            yield from of_dispute(before if isinstance(before, Dispute) else None, after)
        case Refund():
            succeeded = of_refund(before if isinstance(before, Refund) else None, after)
            if succeeded:
                yield succeeded


def of_refund(before: Refund | None, after: Refund) -> Happening | None:
    """`refund.succeeded`, when the change is that. What failed is in the ledger."""
    succeeded = RefundStatus.SUCCEEDED
    if after.status is not succeeded or (before and before.status is succeeded):
        return None
    return Happening(
        key=f"refund#{after.id}#succeeded",
        type=EventType.REFUND_SUCCEEDED,
        occurred_at=after.settled_at or after.requested_at,
        data={
            "payment_id": after.payment_id,
            "refund_id": after.id,
            "amount": money(after.amount, after.currency),
        },
    )


def of_dispute(before: Dispute | None, after: Dispute) -> Iterator[Happening]:
    """`dispute.opened` and `dispute.closed`, when the change is that; not of another patient's part of a dispute."""
    if after.share_of:
        return
    if before is None:
        yield dispute_opened(after)
    if after.status.is_over and not (before and before.status.is_over):
        yield Happening(
            key=f"dispute#{after.id}#closed#{after.status}",
            type=EventType.DISPUTE_CLOSED,
            occurred_at=after.closed_at or after.opened_at,
            data=_dispute_data(after),
        )


def dispute_opened(dispute: Dispute) -> Happening:
    return Happening(
        key=f"dispute#{dispute.id}#opened",
        type=EventType.DISPUTE_OPENED,
        occurred_at=dispute.opened_at,
        data=_dispute_data(dispute),
    )


def of_invoice(before: Invoice | None, after: Invoice, at: datetime) -> Happening | None:
    """`invoice.over_applied`, when more was applied to an invoice than its new revision owes."""
    if before is None or before.revision == after.revision:
        return None
    owed = 0 if after.is_void else after.amount
    if before.credited <= owed:
        return None
    return Happening(
        key=f"invoice#{after.id}#{after.revision}#over_applied",
        type=EventType.INVOICE_OVER_APPLIED,
        occurred_at=at,
        data={
            "invoice_id": after.id,
            "revision": after.revision,
            "owed": money(owed, after.currency),
            "applied": money(before.credited, after.currency),
            "over_applied": money(before.credited - owed, after.currency),
        },
    )


def account_ineligible(account_id: str, reason: Ineligible, as_of: datetime, *, is_primary: bool) -> Happening:
    return Happening(
        key=f"account#{account_id}#{as_of.isoformat()}",
        type=EventType.ACCOUNT_INELIGIBLE,
        occurred_at=as_of,
        data={"account_id": account_id, "reason": str(reason), "is_primary": is_primary},
    )


def settings_changed(version: int, changes: tuple[FieldChange, ...], by: Actor | None, at: datetime) -> Happening:
    return Happening(
        key=f"settings#{version}",
        type=EventType.SETTINGS_CHANGED,
        occurred_at=at,
        data={
            "version": version,
            "changes": [_change_data(each) for each in changes],
            "actor": _actor(by) if by else None,
        },
    )


def money(amount: int, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def _change_data(change: FieldChange) -> dict[str, Any]:
    """An address is a person's as often as not, so the event states only that it changed."""
    if change.field in ADDRESSES:
        return {"field": change.field}
    return {"field": change.field, "before": change.before, "after": change.after}


def _dispute_data(dispute: Dispute) -> dict[str, Any]:
    return {
        "payment_id": dispute.payment_id,
        "dispute_id": dispute.id,
        "amount": money(dispute.amount, dispute.currency),
        "reason": dispute.reason,
        "status": str(dispute.status),
        "due_by": dispute.due_by.isoformat() if dispute.due_by else None,
    }


def _actor(actor: Actor) -> dict[str, Any]:
    return {"kind": actor.kind, "id": actor.id}
