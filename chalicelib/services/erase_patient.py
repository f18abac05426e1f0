"""Forgetting a patient: names, receipts and cards go; amounts, dates and ids stay, because the books are the clinic's.

For operators. The law lets a clinic keep what its accounts need, and asks it to delete the rest when a patient says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.credit.errors import CreditError, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import Refund
from chalicelib.services.pagination import PageRequest, PaymentScope
from chalicelib.services.ports import Clock, Ledger, Payments, Receipts
from chalicelib.services.retry import retry_on_conflict

REMOVED = "removed"
PAGE = 100


class PendingActivity(CreditError):
    """For operators alone: no route forgets anybody."""


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """What was removed. Repeating it finds nothing more."""

    payments: int
    receipts: int
    cards: int


def erase_patient(
    patient: PatientKey, *, ledger: Ledger, receipts: Receipts, payments: Payments, clock: Clock
) -> ErasureResult:
    """Removes a patient's personal data and leaves the balance, the entries and every amount as they are.

    Raises NotFound for somebody who is not known, and StillUnderWay while a top-up or a receipt is under way: it would
    bring back what is removed. Stopped half-way, it goes on where it stopped when it is repeated.
    """
    credit = ledger.credit(patient)
    if not credit.known:
        raise NotFound("patient")
    found = tuple(_all(patient, ledger))
    if any(payment.is_open or _lacks_receipt(payment) for payment in found):
        raise PendingActivity("A top-up or a receipt of this patient is under way. Try again when it is done.")
    cards = payments.cards(credit.customer_id) if credit.customer_id else ()
    removed = sum(payments.remove_card(str(credit.customer_id), card.id) for card in cards)
    files = sum(receipts.forget(payment) for payment in found)
    changed = sum(_forgotten(payment, ledger, clock) for payment in found)
    return ErasureResult(changed, files, removed)


def _all(patient: PatientKey, ledger: Ledger) -> Iterator[Payment]:
    page = PageRequest(PAGE)
    while True:
        part = ledger.payments(patient, page, PaymentScope.TOP_UPS)
        yield from part.items
        if part.next_cursor is None:
            return
        page = PageRequest(PAGE, part.next_cursor)


def _lacks_receipt(payment: Payment) -> bool:
    if payment.status is not PaymentStatus.SUCCEEDED or payment.forgotten_at:
        return False
    return payment.receipt is None or payment.receipt.duplicate_missing


def _forgotten(payment: Payment, ledger: Ledger, clock: Clock) -> bool:
    """The payment without the patient's name; refunds without what staff wrote of why."""

    def attempt() -> bool:
        current = ledger.payment(payment.patient, payment.id)
        if current is None or current.forgotten_at:
            return False
        for record in ledger.records_of(current):
            if isinstance(record, Refund) and record.reason != REMOVED:
                ledger.save_record(record.changed(reason=REMOVED))
        ledger.save(replace(current.changed(forgotten_at=clock.now()), patient_name="", address=None))
        return True

    return retry_on_conflict(attempt, clock)
