"""Money that goes back, at Stripe: refunds, and the clinic's part of a dispute."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Refund, RefundStatus
from chalicelib.credit.stripe_report import PaymentRef, RefundReport


@dataclass
class RefundsAndTransfers:
    """See services.ports.Stripe. `refuses` makes Stripe refuse refunds; `reversed` maps disputes to amounts taken."""

    refunds: dict[str, RefundReport] = field(default_factory=dict)
    reversed: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    refuses: bool = False
    account_is_empty: bool = False
    refused: set[tuple[str, int]] = field(default_factory=set)
    refunds_start_as: RefundStatus = RefundStatus.SUCCEEDED

    def refund(self, payment: Payment, refund: Refund) -> RefundReport:
        if self.refuses:
            raise NotAllowed("Stripe refused this.", code="refused_by_stripe")
        if refund.id not in self.refunds:
            self.refunds[refund.id] = self._made(payment, refund)
        return self.refunds[refund.id]

    def find_refund(self, payment: Payment, refund: Refund) -> RefundReport | None:
        return self.refunds.get(refund.id)

    def reverse_transfer(self, payment: Payment, dispute: Dispute) -> None:
        key = (dispute.id, dispute.refusals)
        if self.account_is_empty or key in self.refused:  # Stripe repeats a refusal under the same key.
            self.refused.add(key)
            raise NotAllowed("Stripe: insufficient funds.", code="refused_by_stripe")
        self.reversed.setdefault(dispute.id, dispute.amount)

    def return_transfer(self, payment: Payment, dispute: Dispute) -> None:
        if dispute.id in self.reversed:
            self.returned.setdefault(dispute.id, dispute.amount)

    def refund_becomes(self, refund_id: str, status: RefundStatus, failure: str | None = None) -> RefundReport:
        """Set Stripe's report of a refund from now on. For tests."""
        self.refunds[refund_id] = replace(self.refunds[refund_id], status=status, failure=failure)
        return self.refunds[refund_id]

    def _made(self, payment: Payment, refund: Refund) -> RefundReport:
        return RefundReport(
            pointer=PaymentRef(payment.patient, payment.id),
            refund_id=refund.id,
            stripe_refund_id=f"re_{len(self.refunds) + 1}",
            payment_intent_id=payment.payment_intent_id or "",
            amount=refund.amount,
            currency=payment.currency,
            status=self.refunds_start_as,
            livemode=False,
        )
