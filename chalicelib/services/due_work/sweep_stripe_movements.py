"""Sweeping Stripe's side: every dispute, refund and fraud warning is found, whatever events were lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.credit.errors import CreditError
from chalicelib.credit.stripe_report import (
    DisputeReport,
    FraudWarningReport,
    MoneyMovement,
    RefundReport,
    UnresolvedReport,
)
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.payments.find_payment import FindPayment
from chalicelib.services.payments.record_fraud_warning import RecordFraudWarning
from chalicelib.services.ports import Clock, Cursors, Metrics, Movements
from chalicelib.services.refunds.record_refund import RecordRefund

CURSOR = "stripe_movements"
OVERLAP = timedelta(hours=1)
"""Stripe's lists may lag behind its events."""
FIRST_SPAN = timedelta(days=120)
"""As long as most cards can be disputed: a first sweep that comes late misses nothing."""
LONGEST_LAG = timedelta(days=3)
"""A movement that can't be recorded is tried for as long as Stripe repeats an event, and holds up no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepStripeMovements:
    stripe: Movements
    cursors: Cursors
    find_payment: FindPayment
    record_refund: RecordRefund
    record_dispute: RecordDispute
    record_fraud_warning: RecordFraudWarning
    clock: Clock
    metrics: Metrics

    def __call__(self) -> int:
        """Hand every movement since the last sweep to the code of the webhook; return how many could not be recorded.

        The cursor waits for those. Raises Unavailable when Stripe can't be listed.
        """
        now, last = self.clock.now(), self.cursors.cursor(CURSOR)
        since = (last or now - FIRST_SPAN) - OVERLAP
        failed = [movement.at for movement in self.stripe.movements(since) if not self._is_recorded(movement)]
        self.cursors.advance(CURSOR, _next_start(failed, now))
        if failed:
            self.metrics.count("MovementsNotRecorded", len(failed))
        return len(failed)

    def _is_recorded(self, movement: MoneyMovement) -> bool:
        try:
            self._record(self._resolve(movement.report), f"moved_{movement.source_id}")
        except CreditError:
            return False
        return True

    def _resolve(
        self, report: RefundReport | UnresolvedReport
    ) -> RefundReport | DisputeReport | FraudWarningReport | None:
        if isinstance(report, RefundReport):
            return report
        pointer = self.find_payment(report.facts.payment_intent_id)
        return report.resolve(pointer) if pointer else None

    def _record(self, report: RefundReport | DisputeReport | FraudWarningReport | None, report_id: str) -> None:
        match report:
            case RefundReport():
                self.record_refund(report, report_id=report_id)
            case DisputeReport():
                self.record_dispute(report.pointer, report.dispute_id, report_id=report_id)
            case FraudWarningReport():
                self.record_fraud_warning(report, report_id=report_id)


def _next_start(failed: list[datetime], now: datetime) -> datetime:
    return max(min([now, *failed]), now - LONGEST_LAG)
