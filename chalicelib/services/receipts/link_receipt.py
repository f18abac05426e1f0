"""Linking a receipt's file: at once if it is rendered, otherwise soon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.sources import rules_of
from chalicelib.services.clinics.read_only_switch import ReadOnlySwitch
from chalicelib.services.ports import Clock, CreditReader, PaymentStore, Receipts
from chalicelib.services.retry import retry_on_conflict

VALID_S = 60


@dataclass(frozen=True, slots=True)
class ReceiptLink:
    """URLs that are valid for a minute: `url` downloads the receipt, `print_url` shows it in a browser."""

    number: str
    url: str
    print_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReceipt:
    """For the patient."""

    ledger: CreditReader
    receipts: Receipts
    clock: Clock

    def __call__(self, patient: PatientKey, payment_id: str) -> ReceiptLink | None:
        """Link the receipt, or return None while it is being prepared. Raises NotFound, and NotAllowed if unpaid."""
        payment = _paid(self.ledger.payment(patient, payment_id))
        return _link(payment, self.receipts, self.clock, duplicate=False) if payment.receipt else None


class DuplicateLedger(CreditReader, PaymentStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDuplicate:
    """For staff: the copy marked DUPLICATE."""

    ledger: DuplicateLedger
    receipts: Receipts
    clock: Clock
    read_only: ReadOnlySwitch

    def __call__(self, patient: PatientKey, payment_id: str, actor: Actor) -> ReceiptLink | None:
        """Link the copy, or return None while it is being prepared. The first request for it is recorded.

        Raises NotFound, NotAllowed if unpaid, and NotWritable.
        """
        payment = retry_on_conflict(lambda: self._request(patient, payment_id, actor), self.clock)
        ready = payment.receipt is not None and payment.receipt.duplicate_ready
        return _link(payment, self.receipts, self.clock, duplicate=True) if ready else None

    def _request(self, patient: PatientKey, payment_id: str, actor: Actor) -> Payment:
        payment = _paid(self.ledger.payment(patient, payment_id))
        if payment.receipt is None or payment.receipt.duplicate_asked_at:
            return payment
        self.read_only.require_writable(patient.clinic_id)
        now = self.clock.now()
        asked = replace(payment.receipt, duplicate_asked_at=now, duplicate_asked_by=actor)
        payment = payment.changed(receipt=asked, next_check_at=now)
        self.ledger.save(payment)
        return payment


def _paid(payment: Payment | None) -> Payment:
    if payment is None:
        raise NotFound("payment")
    if payment.erased_at or payment.voided or not rules_of(payment).has_receipt:
        raise NotFound("receipt")
    if payment.status is not PaymentStatus.SUCCEEDED:
        raise NotAllowed("There is a receipt once the payment succeeded.", code="not_paid")
    return payment


def _link(payment: Payment, receipts: Receipts, clock: Clock, *, duplicate: bool) -> ReceiptLink:
    assert payment.receipt is not None, "checked before"
    expires_at = clock.now() + timedelta(seconds=VALID_S)
    url = receipts.link(payment, duplicate=duplicate, valid_s=VALID_S)
    shown = receipts.link(payment, duplicate=duplicate, valid_s=VALID_S, inline=True)
    return ReceiptLink(payment.receipt.number, url, shown, expires_at)
