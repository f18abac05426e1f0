"""A payment's activity: every event, with actor and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.identity import SERVICE, STRIPE, Actor
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Payment, Tender
from chalicelib.credit.records import Dispute, Record, Refund, RefundStatus

NOTES = {
    EntryKind.TOP_UP: "Collected by the patient",
    EntryKind.RECORDED: "Recorded by staff",
    EntryKind.MEMO: "Credited by the clinic",
    EntryKind.OPENING_BALANCE: "Opening balance from the previous system",
    EntryKind.TRANSFERRED: "Transferred",
    EntryKind.MERGED: "Moved by a merge of two patients",
    EntryKind.VOIDED: "Voided",
    EntryKind.APPLIED: "Applied to invoice",
    EntryKind.UNAPPLIED: "Unapplied from invoice",
    EntryKind.REFUNDED: "Refunded to the card that paid",
    EntryKind.REFUND_FAILED: "The refund failed; the credit is back",
    EntryKind.DISPUTED: "Withdrawn by Stripe for a dispute",
    EntryKind.DISPUTE_WON: "The dispute was won; the credit is back",
}

RECORDED = (EntryKind.RECORDED, EntryKind.MEMO, EntryKind.OPENING_BALANCE)
TENDERS = {
    Tender.CASH: "cash",
    Tender.CHEQUE: "cheque",
    Tender.E_TRANSFER: "e-transfer",
    Tender.TERMINAL: "card terminal",
    Tender.OTHER: "other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One event. `amount` is signed minor units, or None when no money moved."""

    at: datetime
    kind: str
    actor: Actor
    amount: int | None
    note: str


def activity_of(payment: Payment, entries: tuple[Entry, ...], records: tuple[Record, ...]) -> tuple[Activity, ...]:
    """The payment's events, oldest first, from the same entries that make the balance."""
    lines = [*(_posted(entry, payment) for entry in entries), *_receipts(payment), *_held(payment)]
    for record in records:
        lines += _settled(record) if isinstance(record, Refund) else ()
        lines += _disputed(record) if isinstance(record, Dispute) else ()
    return tuple(sorted(lines, key=lambda activity: activity.at))


def _posted(entry: Entry, payment: Payment) -> Activity:
    note = NOTES[entry.kind]
    if entry.kind in RECORDED and payment.reason:
        note = f"{note}: {payment.reason}"
    if entry.kind is EntryKind.VOIDED and payment.void_reason:
        note = f"{note}: {payment.void_reason}"
    if entry.kind is EntryKind.REFUNDED and entry.tender:
        note = "Refunded outside Stripe"
    if entry.tender:
        note = f"{note} ({TENDERS[entry.tender]})"
    about = entry.number or entry.reference if entry.kind in (EntryKind.APPLIED, EntryKind.UNAPPLIED) else None
    return Activity(
        at=entry.at,
        kind="collected" if entry.kind is EntryKind.TOP_UP else entry.kind,
        actor=entry.actor,
        amount=entry.amount,
        note=f"{note} {about}" if about else note,
    )


def _settled(refund: Refund) -> Iterator[Activity]:
    if refund.settled_at and refund.status is RefundStatus.SUCCEEDED and refund.outside is None:
        note = "The refund is on its way to the card"
        yield Activity(at=refund.settled_at, kind="refund_succeeded", actor=STRIPE, amount=None, note=note)


def _disputed(dispute: Dispute) -> Iterator[Activity]:
    what = "Inquiry" if dispute.withdrawn_at is None and dispute.status.is_inquiry else "Dispute"
    note = f"{what} opened by the cardholder's bank: {dispute.reason}"
    yield Activity(at=dispute.opened_at, kind="dispute_opened", actor=STRIPE, amount=None, note=note)
    if dispute.closed_at:
        note = f"{what} closed: {dispute.status.removeprefix('warning_')}"
        yield Activity(at=dispute.closed_at, kind="dispute_closed", actor=STRIPE, amount=None, note=note)


def _receipts(payment: Payment) -> Iterator[Activity]:
    receipt = payment.receipt
    if receipt is None:
        return
    note = f"Receipt {receipt.number} issued"
    yield Activity(at=receipt.issued_at, kind="receipt_issued", actor=SERVICE, amount=None, note=note)
    if receipt.duplicate_asked_at and receipt.duplicate_asked_by:
        yield Activity(
            at=receipt.duplicate_asked_at,
            kind="receipt_reissued",
            actor=receipt.duplicate_asked_by,
            amount=None,
            note=f"Duplicate of receipt {receipt.number} issued",
        )


def _held(payment: Payment) -> Iterator[Activity]:
    hold = payment.hold
    if hold is None:
        return
    note = "On hold: the card's bank reported this payment as likely fraud"
    yield Activity(at=hold.at, kind="held", actor=STRIPE, amount=None, note=note)
    if hold.released_at and hold.released_by:
        note = "The hold was released"
        yield Activity(at=hold.released_at, kind="hold_released", actor=hold.released_by, amount=None, note=note)
