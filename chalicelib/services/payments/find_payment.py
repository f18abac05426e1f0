"""Finding the payment of a PaymentIntent, by what Stripe has of it."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.ports import Metrics, PaymentIntents


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPayment:
    stripe: PaymentIntents
    metrics: Metrics

    def __call__(self, payment_intent_id: str) -> PaymentRef | None:
        """Return the payment, or None for another product's PaymentIntent or one that this key can't see."""
        found = self.stripe.pointer(payment_intent_id)
        if found is None:
            self.metrics.count("ReportsOfUnknownPayments")
        return found
