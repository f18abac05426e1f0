"""Sweeping Stripe's side: every dispute, refund and fraud warning is found, whatever events were lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.credit.cursor import Cursor, next_cursor
from chalicelib.credit.errors import CreditError
from chalicelib.credit.stripe_report import (
    DisputeReport,
    FraudWarningReport,
    MoneyMovement,
    RefundReport,
    UnresolvedReport,
)
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.payments.find_payment import FindPayment
from chalicelib.services.payments.record_fraud_warning import RecordFraudWarning
from chalicelib.services.ports import Clock, Cursors, Metrics, Movements
from chalicelib.services.refunds.record_refund import RecordRefund

CURSOR = "stripe_movements"
OVERLAP = timedelta(hours=1)
"""Stripe's lists may lag behind its events."""
FIRST_SPAN = timedelta(days=120)
"""As long as most cards can be disputed: a first sweep that comes late misses nothing."""
MovementReport = RefundReport | DisputeReport | FraudWarningReport | None
GIVEN_UP = ("not_recorded",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepStripeMovements:
    stripe: Movements
    cursors: Cursors
    find_payment: FindPayment
    record_refund: RecordRefund
    record_dispute: RecordDispute
    record_fraud_warning: RecordFraudWarning
    quarantine: QuarantineReport
    clock: Clock
    metrics: Metrics

    def __call__(self) -> int:
        """Hand every movement since the last sweep to the code of the webhook; return how many could not be recorded.

        The cursor waits for those, and one that was tried too often is quarantined instead. Raises Unavailable when
        Stripe can't be listed.
        """
        now, last = self.clock.now(), self.cursors.cursor(CURSOR)
        since = (last.at if last else now - FIRST_SPAN) - OVERLAP
        failed = [movement.at for movement in self.stripe.movements(since) if not self._is_done(movement, last)]
        self.cursors.advance(CURSOR, next_cursor(last, failed, now))
        if failed:
            self.metrics.count("MovementsNotRecorded", len(failed))
        return len(failed)

    def _is_done(self, movement: MoneyMovement, cursor: Cursor | None) -> bool:
        """Whether the cursor may pass the movement: it is recorded, or an operator's to look at."""
        report_id = f"moved_{movement.source_id}"
        if movement.report is None:
            return cursor is not None and cursor.gives_up(movement.at)
        try:
            report = self._resolve(movement.report)
            if self._is_recorded(report, report_id):
                return True
            if report and cursor and cursor.gives_up(movement.at):
                self.quarantine(report, GIVEN_UP, report_id=report_id)
                return True
        except CreditError:
            pass
        return False

    def _is_recorded(self, report: MovementReport, report_id: str) -> bool:
        try:
            self._record(report, report_id)
        except CreditError:
            return False
        return True

    def _resolve(self, report: RefundReport | UnresolvedReport) -> MovementReport:
        if isinstance(report, RefundReport):
            return report
        pointer = self.find_payment(report.facts.payment_intent_id)
        return report.resolve(pointer) if pointer else None

    def _record(self, report: MovementReport, report_id: str) -> None:
        match report:
            case RefundReport():
                self.record_refund(report, report_id=report_id)
            case DisputeReport():
                self.record_dispute(report.pointer, report.dispute_id, report_id=report_id)
            case FraudWarningReport():
                self.record_fraud_warning(report, report_id=report_id)
