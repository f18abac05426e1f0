"""A patient's ledger as one would explain it on a napkin: what a correct service must agree with, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field

from chalicelib.credit.records import DisputeStatus, RefundStatus


@dataclass
class ModelPayment:
    """One payment: the amounts of its active applications, of its refunds that did not fail, and of its dispute."""

    amount: int
    applied: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, tuple[int, RefundStatus]] = field(default_factory=dict)
    dispute: DisputeStatus | None = None
    dispute_transactions: int = 0

    @property
    def refunded(self) -> int:
        return sum(amount for amount, status in self.refunds.values() if status is not RefundStatus.FAILED)

    @property
    def at_stake(self) -> int:
        """A dispute here is always of two thirds."""
        return self.amount * 2 // 3

    @property
    def disputed(self) -> int:
        """The amount that Stripe took, out of what wasn't refunded."""
        taken = self.at_stake if self.dispute_transactions % 2 else 0
        return min(taken, max(self.amount - self.refunded, 0))

    @property
    def unapplied(self) -> int:
        return self.amount - sum(self.applied.values()) - self.refunded - self.disputed

    @property
    def may_be_refunded(self) -> bool:
        return self.dispute not in (DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW)


@dataclass
class ModelLedger:
    """Payments in the order in which they were paid."""

    payments: dict[str, ModelPayment] = field(default_factory=dict)

    @property
    def balance(self) -> int:
        return sum(payment.unapplied for payment in self.payments.values())

    def spendable(self, payment_id: str) -> int:
        return min(self.payments[payment_id].unapplied, self.balance)

    def oldest_first(self, amount: int) -> dict[str, int] | None:
        """The amount from each payment, or None if there isn't enough."""
        if amount > self.balance:
            return None
        parts: dict[str, int] = {}
        for payment_id, payment in self.payments.items():
            part = min(amount - sum(parts.values()), payment.unapplied)
            if part > 0:
                parts[payment_id] = part
        return parts

    def dispute_is_told(self, payment_id: str, status: DisputeStatus, transactions: int) -> None:
        payment = self.payments[payment_id]
        payment.dispute, payment.dispute_transactions = status, transactions

    def refund_is_told(self, payment_id: str, refund_id: str, status: RefundStatus) -> None:
        payment = self.payments[payment_id]
        amount, known = payment.refunds[refund_id]
        if known is not RefundStatus.FAILED and (known, status) != (RefundStatus.SUCCEEDED, RefundStatus.PENDING):
            payment.refunds[refund_id] = (amount, status)
