"""Settling a payment: the only way for money to become credit, shared by webhook, `/settle` and sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.decisions import PostEntries, Quarantine, SavePayment
from chalicelib.credit.errors import NotFound
from chalicelib.credit.merge import PatientMerged
from chalicelib.credit.payment import Payment
from chalicelib.credit.settle import settle
from chalicelib.credit.stripe_report import PaymentReport
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.ports import Clock, CreditReader, Metrics, PaymentStore, PostingStore
from chalicelib.services.retry import retry_on_conflict
from chalicelib.services.top_ups.rate_limiter import RateLimiter, RequestSource


class SettlementLedger(CreditReader, PaymentStore, PostingStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePayment:
    """`livemode` is the mode, live or test, that this deployment takes payments in."""

    ledger: SettlementLedger
    quarantine: QuarantineReport
    rate_limiter: RateLimiter
    finish_merge: FinishMerge
    clock: Clock
    metrics: Metrics
    livemode: bool

    def __call__(self, report: PaymentReport, *, report_id: str) -> Payment:
        """Make the report durable and return the payment after it. Repeatable, in any order.

        `report_id` (Stripe's event id) names the report in quarantine if it contradicts the stored payment.
        Raises NotFound when the payment isn't stored yet: nothing is lost, the report must be sent again.
        """
        try:
            return retry_on_conflict(lambda: self._settle(report, report_id), self.clock)
        except PatientMerged as merged:  # The payment has not moved yet: it is moved now.
            self.finish_merge(merged.patient)
            return self(report, report_id=report_id)

    def _settle(self, report: PaymentReport, report_id: str) -> Payment:
        payment, credit = self.ledger.payment_with_credit(report.pointer.patient, report.pointer.payment_id)
        if payment is None:
            raise NotFound("payment")
        match settle(payment, credit, report, livemode=self.livemode, at=self.clock.now()):
            case PostEntries(posting):
                self.ledger.commit(posting)
                self.metrics.count("PaymentsSettled")
                return posting.payments[0]
            case SavePayment(changed):
                self.ledger.save(changed)
                if changed.declines > payment.declines:
                    self._count_decline(changed)
                return changed
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)
        return payment

    def _count_decline(self, payment: Payment) -> None:
        self.metrics.count("CardsDeclined")
        self.rate_limiter.count_decline(RequestSource.of(payment))
