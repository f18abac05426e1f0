"""Money that goes back, at Stripe: refunds, disputes, and what the clinic's account holds of each payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.credit.errors import RefusedByStripe, StripeFailed
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import HeldTransfer, Holdings, Move
from chalicelib.credit.records import Refund, RefundStatus
from chalicelib.credit.stripe_report import DisputeFacts, MoneyMovement, PaymentRef, RefundReport


@dataclass
class RefundsAndTransfers:
    """See services.ports.Stripe. `transfers` are by payment, the original first.

    `refund_failures` are failures of the next refunds: whether Stripe keeps each.
    """

    refunds: dict[str, RefundReport] = field(default_factory=dict)
    disputes: dict[str, DisputeFacts] = field(default_factory=dict)
    transfers: dict[str, list[HeldTransfer]] = field(default_factory=dict)
    balance_movements: list[MoneyMovement] = field(default_factory=list)
    refund_failures: list[bool] = field(default_factory=list)
    refuses: bool = False
    account_is_empty: bool = False
    refused: set[tuple[str, ...]] = field(default_factory=set)
    moved: set[tuple[str, ...]] = field(default_factory=set)
    refunds_start_as: RefundStatus = RefundStatus.SUCCEEDED

    def refund(self, payment: Payment, refund: Refund) -> RefundReport:
        if self.refund_failures:
            raise StripeFailed(is_kept=self.refund_failures.pop(0))
        if self.refuses:
            raise RefusedByStripe("charge_already_refunded")
        if refund.id not in self.refunds:
            if refund.reverse_transfer and payment.account_id:
                self._reverse(payment, 0, refund.amount)
            self.refunds[refund.id] = self._made(payment, refund)
        return self.refunds[refund.id]

    def find_refund(self, payment: Payment, refund: Refund) -> RefundReport | None:
        return self.refunds.get(refund.id)

    def refunds_of(self, payment: Payment) -> Sequence[RefundReport]:
        return [made for made in self.refunds.values() if made.payment_intent_id == (payment.payment_intent_id or "")]

    def dispute(self, dispute_id: str) -> DisputeFacts | None:
        return self.disputes.get(dispute_id)

    def movements(self, since: datetime) -> Iterator[MoneyMovement]:
        """Return what a test put there: the events of most movements arrive."""
        return (movement for movement in self.balance_movements if movement.at >= since)

    def holdings(self, payment: Payment, dispute_ids: Sequence[str] = ()) -> Holdings:
        made = [each for each in self.refunds_of(payment) if each.status is not RefundStatus.FAILED]
        return Holdings(tuple(self._transfers(payment)), sum(each.amount for each in made))

    def move(self, payment: Payment, move: Move) -> None:
        if move.key in self.moved:
            return
        if self.account_is_empty or move.key in self.refused:  # Stripe repeats a refusal under the same key.
            self.refused.add(move.key)
            raise RefusedByStripe("balance_insufficient")
        self.moved.add(move.key)
        transfers = self._transfers(payment)
        if move.transfer_id is None:
            transfers.append(HeldTransfer(f"tr_{len(transfers) + 1}_of_{payment.id}", move.amount, 0))
        else:
            self._reverse(payment, [each.id for each in transfers].index(move.transfer_id), move.amount)

    def held(self, payment: Payment) -> int:
        """Return what the clinic's account has of the payment. For tests."""
        return self.holdings(payment).held

    def refund_becomes(self, refund_id: str, status: RefundStatus, failure: str | None = None) -> RefundReport:
        """Set Stripe's report of a refund from now on. For tests."""
        self.refunds[refund_id] = replace(self.refunds[refund_id], status=status, failure=failure)
        return self.refunds[refund_id]

    def _transfers(self, payment: Payment) -> list[HeldTransfer]:
        if payment.account_id is None:
            return []
        paid = payment.origin.payment_id if payment.origin else payment.id
        return self.transfers.setdefault(paid, [HeldTransfer(f"tr_1_of_{paid}", payment.amount, 0)])

    def _reverse(self, payment: Payment, index: int, amount: int) -> None:
        transfers = self._transfers(payment)
        if amount > transfers[index].left:
            raise RefusedByStripe
        transfers[index] = replace(transfers[index], reversed=transfers[index].reversed + amount)

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
