"""Where a receipt can be had: at once, or soon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.services.retry import retry_on_conflict

if TYPE_CHECKING:
    from chalicelib.credit.identity import Actor, PatientKey
    from chalicelib.services.ports import Clock, Ledger, Receipts

VALID_S = 60


@dataclass(frozen=True, slots=True)
class ReceiptLink:
    """An address good for a minute."""

    number: str
    url: str
    expires_at: datetime


def receipt_link(
    patient: PatientKey, payment_id: str, *, ledger: Ledger, receipts: Receipts, clock: Clock
) -> ReceiptLink | None:
    """The patient's own receipt; nothing while it is being prepared. Raises NotFound, and NotAllowed if unpaid."""
    payment = _paid(ledger.payment(patient, payment_id))
    return _link(payment, receipts, clock, duplicate=False) if payment.receipt else None


def duplicate_link(
    patient: PatientKey, payment_id: str, actor: Actor, *, ledger: Ledger, receipts: Receipts, clock: Clock
) -> ReceiptLink | None:
    """The copy for staff, marked DUPLICATE. The first to ask is recorded, and has it prepared."""

    def ask() -> Payment:
        payment = _paid(ledger.payment(patient, payment_id))
        if payment.receipt is None or payment.receipt.duplicate_asked_at:
            return payment
        asked = replace(payment.receipt, duplicate_asked_at=clock.now(), duplicate_asked_by=actor)
        payment = payment.changed(receipt=asked, next_check_at=clock.now())
        ledger.save(payment)
        return payment

    payment = retry_on_conflict(ask, clock)
    ready = payment.receipt is not None and payment.receipt.duplicate_ready
    return _link(payment, receipts, clock, duplicate=True) if ready else None


def _paid(payment: Payment | None) -> Payment:
    if payment is None:
        raise NotFound("payment")
    if payment.forgotten_at:
        raise NotFound("receipt")
    if payment.status is not PaymentStatus.SUCCEEDED:
        raise NotAllowed("There is a receipt once the payment succeeded.", code="not_paid")
    return payment


def _link(payment: Payment, receipts: Receipts, clock: Clock, *, duplicate: bool) -> ReceiptLink:
    assert payment.receipt is not None, "checked before"
    expires_at = clock.now() + timedelta(seconds=VALID_S)
    url = receipts.link(payment, duplicate=duplicate, valid_s=VALID_S)
    return ReceiptLink(payment.receipt.number, url, expires_at)
