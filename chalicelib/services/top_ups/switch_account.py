"""Switching an unpaid top-up to today's primary account, when its own can't take charges any more."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.services.ports import Clinics, PaymentIntents, PaymentStore
from chalicelib.services.top_ups.settle_payment import SettlePayment


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAccount:
    clinics: Clinics
    ledger: PaymentStore
    stripe: PaymentIntents
    settle_payment: SettlePayment

    def __call__(self, payment: Payment) -> Payment:
        """Return the payment: without a PaymentIntent when another must be made, settled when it was paid meanwhile.

        The switch is stored before Stripe is asked to cancel, and another PaymentIntent made after it did: at most one
        can be paid. Raises Unavailable, Conflict: a repeated call resumes.
        """
        if payment.status is PaymentStatus.PENDING and payment.payment_intent_id:
            payment = self._superseded(payment)
        if not payment.is_open or payment.payment_intent_id or not payment.superseded:
            return payment
        report = self.stripe.cancel(payment.superseded[-1].payment_intent_id, payment)
        return self.settle_payment(report, report_id=f"switched_{payment.id}")

    def _superseded(self, payment: Payment) -> Payment:
        clinic = self.clinics.get(payment.patient.clinic_id)
        primary = clinic.primary
        if primary is None or clinic.unavailable_reason or clinic.takes_charges(payment.account_id):
            return payment
        switched = payment.superseded_by(primary.destination, clinic.application_fee(payment.amount, primary))
        self.ledger.save(switched)
        return switched
