"""Settling a top-up at the patient's request, by Stripe's report and not the browser's."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, Source
from chalicelib.services.ports import CreditReader, PaymentIntents
from chalicelib.services.top_ups.limit_stripe_calls import LimitStripeCalls
from chalicelib.services.top_ups.settle_payment import SettlePayment
from chalicelib.services.top_ups.stop_card_testing import StopCardTesting


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleTopUp:
    ledger: CreditReader
    stripe: PaymentIntents
    settle_payment: SettlePayment
    stop_card_testing: StopCardTesting
    limit_stripe_calls: LimitStripeCalls

    def __call__(self, patient: PatientKey, payment_id: str) -> Payment:
        """Settle the patient's top-up by Stripe's report now; a settled one is returned without asking Stripe.

        Raises NotFound when it isn't the patient's, and TooMany when Stripe was asked too often.
        """
        payment = self.ledger.payment(patient, payment_id)
        if payment is None or payment.source is not Source.CARD_ONLINE:
            raise NotFound("top-up")
        if payment.payment_intent_id is None or not (payment.is_open or payment.card is None):
            return payment
        self.limit_stripe_calls(patient)
        report = self.stripe.outcome(payment.payment_intent_id, payment)
        return self.stop_card_testing(self.settle_payment(report, report_id=f"asked_{payment.id}"))
