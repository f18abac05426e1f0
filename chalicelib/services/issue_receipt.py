"""Issuing a receipt, and its duplicate: after the credit, never before, and as often as it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.credit.payment import IssuedReceipt, Payment, PaymentStatus
from chalicelib.credit.receipt import Receipt
from chalicelib.services.retry import retry_on_conflict
from chalicelib.services.settle_payment import Books, settle_payment

if TYPE_CHECKING:
    from chalicelib.credit.clinic import ClinicProfile
    from chalicelib.services.ports import Clinics, Payments, Receipts

Render = Callable[[Receipt], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDesk:
    """What issuing receipts needs. `payments` is asked for only when there is something to ask Stripe."""

    books: Books
    clinics: Clinics
    payments: Callable[[], Payments]
    receipts: Receipts
    render: Render


def needs_receipt(payment: Payment) -> bool:
    """Whether a file is missing: the receipt of a payment that succeeded, or the duplicate that staff asked for."""
    if payment.status is not PaymentStatus.SUCCEEDED:
        return False
    lacks_one = payment.receipt is None or payment.receipt.duplicate_missing
    return lacks_one and payment.forgotten_at is None


def issue_receipt(payment: Payment, desk: ReceiptDesk) -> None:
    """Renders and keeps what is missing, then says so on the payment. Repeating it writes the same file again."""
    current: Payment | None = payment

    def attempt() -> None:
        nonlocal current
        seen, current = current or desk.books.ledger.payment(payment.patient, payment.id), None
        if seen and needs_receipt(seen):
            desk.books.ledger.save(_issued(_with_card(seen, desk), desk))

    retry_on_conflict(attempt, desk.books.clock)


def _with_card(payment: Payment, desk: ReceiptDesk) -> Payment:
    """The payment with the card that paid; asked of Stripe when the report that settled it did not carry it."""
    if payment.card:
        return payment
    assert payment.payment_intent_id is not None, "a payment that succeeded has one"
    outcome = desk.payments().outcome(payment.payment_intent_id)
    return settle_payment(outcome, desk.books, report_id=f"asked_{payment.id}")


def _issued(payment: Payment, desk: ReceiptDesk) -> Payment:
    issued = payment.receipt or IssuedReceipt(number=receipt_number(payment.id), issued_at=desk.books.clock.now())
    duplicate = issued.duplicate_missing
    profile = desk.clinics.profile(payment.patient.clinic_id)
    pdf = desk.render(receipt_of(payment, profile, issued.number, duplicate=duplicate))
    desk.receipts.keep(payment, pdf, duplicate=duplicate)
    return payment.changed(receipt=replace(issued, duplicate_ready=duplicate), next_check_at=None)


def receipt_number(payment_id: str) -> str:
    """Ten letters and digits of the payment's id: no counter that all of a clinic's payments would wait for."""
    short = payment_id.removeprefix("pay_")[:10].upper()
    return f"{short[:5]}-{short[5:]}"


def receipt_of(payment: Payment, profile: ClinicProfile, number: str, *, duplicate: bool) -> Receipt:
    """The receipt's value: the payment as it was paid, in the words that the patient chose."""
    assert payment.card is not None and payment.succeeded_at is not None, "only of a payment that succeeded"
    return Receipt(
        number=number,
        clinic_name=profile.name,
        clinic_address=profile.address,
        patient_name=payment.patient_name,
        location_name=payment.location.name,
        amount=payment.amount,
        currency=payment.currency,
        card=payment.card,
        paid_at=payment.succeeded_at,
        time_zone=profile.time_zone,
        language=payment.language,
        duplicate=duplicate,
    )
