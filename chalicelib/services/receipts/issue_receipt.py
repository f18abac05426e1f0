"""Issuing a receipt, and its duplicate: after the credit, never before, and as often as it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.payment import IssuedReceipt, Payment, Source
from chalicelib.credit.receipt import Receipt
from chalicelib.credit.sources import has_receipt
from chalicelib.services.ports import ClinicReader, Clock, CreditReader, PaymentIntents, PaymentStore, Receipts, Render
from chalicelib.services.retry import retry_on_conflict
from chalicelib.services.top_ups.settle_payment import SettlePayment


class ReceiptLedger(CreditReader, PaymentStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReceipt:
    ledger: ReceiptLedger
    clinics: ClinicReader
    stripe: PaymentIntents
    receipts: Receipts
    render: Render
    settle_payment: SettlePayment
    clock: Clock

    def __call__(self, payment: Payment) -> None:
        """Render and keep what is missing, then record it on the payment. Repeating it writes the same file again.

        A file that was rendered while the patient was erased is deleted.
        """
        current: Payment | None = payment

        def attempt() -> None:
            nonlocal current
            seen, current = current or self.ledger.payment(payment.patient, payment.id), None
            if seen and seen.erased_at:
                self.receipts.forget(seen)
            elif seen and needs_receipt(seen):
                self.ledger.save(self._issue(self._with_card(seen)))

        retry_on_conflict(attempt, self.clock)

    def _with_card(self, payment: Payment) -> Payment:
        """The payment with the card that paid; asked of Stripe if the report that settled it did not carry it."""
        if payment.card or payment.source is not Source.CARD_ONLINE:
            return payment
        assert payment.payment_intent_id is not None, "a payment that succeeded has one"
        report = self.stripe.outcome(payment.payment_intent_id, payment)
        return self.settle_payment(report, report_id=f"asked_{payment.id}")

    def _issue(self, payment: Payment) -> Payment:
        issued = payment.receipt or IssuedReceipt(number=receipt_number(payment.id), issued_at=self.clock.now())
        duplicate = issued.duplicate_missing
        profile = self.clinics.profile(payment.patient.clinic_id)
        pdf = self.render(receipt_of(payment, profile, issued.number, duplicate=duplicate))
        self.receipts.keep(payment, pdf, duplicate=duplicate)
        return payment.changed(receipt=replace(issued, duplicate_ready=duplicate), next_check_at=payment.last_look_at)


def needs_receipt(payment: Payment) -> bool:
    """Whether a file is missing: the receipt of a payment that succeeded, or the duplicate that staff requested."""
    return has_receipt(payment) and (payment.receipt is None or payment.receipt.duplicate_missing)


def receipt_number(payment_id: str) -> str:
    """Ten letters and digits of the payment's id: a counter would make all of a clinic's payments wait for it."""
    short = payment_id.removeprefix("pay_")[:10].upper()
    return f"{short[:5]}-{short[5:]}"


def receipt_of(payment: Payment, profile: ClinicProfile, number: str, *, duplicate: bool) -> Receipt:
    """The receipt's value: the payment as it was paid, in the language that the patient chose."""
    assert payment.paid_at is not None, "only of a payment that succeeded"
    return Receipt(
        number=number,
        clinic_name=profile.name,
        clinic_address=profile.address,
        patient_name=payment.patient_name,
        patient_id=payment.patient.patient_id,
        location_name=payment.location.name,
        amount=payment.amount,
        currency=payment.currency,
        card=payment.card,
        paid_at=payment.paid_at,
        time_zone=profile.time_zone,
        language=payment.language,
        duplicate=duplicate,
        tender=payment.tender,
        received_on=payment.received_on,
    )
