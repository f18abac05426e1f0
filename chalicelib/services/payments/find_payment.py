"""Finding the payment of a PaymentIntent: by the ledger's own index, or by Stripe's metadata."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.ports import Metrics, PaymentIndex, PaymentIntents


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPayment:
    ledger: PaymentIndex
    stripe: PaymentIntents
    metrics: Metrics

    def __call__(self, payment_intent_id: str) -> PaymentRef | None:
        """Return the payment, or None for another product's PaymentIntent or one that this key can't see.

        Metadata can be edited in Stripe's dashboard, so the index comes first; it lags behind a write by a moment.
        """
        found = self.ledger.payment_of_intent(payment_intent_id) or self.stripe.pointer(payment_intent_id)
        if found is None:
            self.metrics.count("ReportsOfUnknownPayments")
        return found
