"""Stopping card testing: a top-up is for one card that works, not for finding out which of many does."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.payment import Payment
from chalicelib.credit.rate_limits import DECLINES_PER_TOP_UP
from chalicelib.services.ports import CreditReader, Metrics, PaymentIntents
from chalicelib.services.top_ups.rate_limiter import RateLimiter, RequestSource
from chalicelib.services.top_ups.settle_payment import SettlePayment


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCardTesting:
    ledger: CreditReader
    stripe: PaymentIntents
    settle_payment: SettlePayment
    rate_limiter: RateLimiter
    metrics: Metrics

    def __call__(self, payment: Payment) -> Payment:
        """Cancel an open top-up with too many declined cards, or with one where cards are being tested.

        Returns the payment after it. Costs nothing unless a card was declined. Raises Unavailable.
        """
        intent = payment.payment_intent_id
        if not payment.declines or not payment.is_open or intent is None:
            return payment
        if payment.declines < DECLINES_PER_TOP_UP and not self._is_card_testing(payment):
            return payment
        self.metrics.count("CardTestingStopped")
        return self.settle_payment(self.stripe.cancel(intent, payment), report_id=f"stopped_{payment.id}")

    def _is_card_testing(self, payment: Payment) -> bool:
        has_paid = self.ledger.credit(payment.patient).has_paid
        return self.rate_limiter.is_card_testing(RequestSource.of(payment), has_paid=has_paid)
