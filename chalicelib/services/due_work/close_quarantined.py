"""Closing a quarantined report, and measuring how many are open."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import NotFound
from chalicelib.credit.quarantine import Closure, QuarantinedReport
from chalicelib.credit.text import LONGEST_REASON, require_text
from chalicelib.services.ports import Clock, Metrics, QuarantineStore


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseQuarantined:
    ledger: QuarantineStore
    clock: Clock

    def __call__(self, report_id: str, *, by: str, reason: str) -> QuarantinedReport:
        """Record who closed the report, when and why; one that is closed stays as it is. Raises NotFound, Invalid."""
        told = require_text("reason", reason, LONGEST_REASON)
        report = self.ledger.quarantined(report_id)
        if report is None:
            raise NotFound("quarantined report")
        if report.closure:
            return report
        return self.ledger.close_quarantined(report, Closure(at=self.clock.now(), by=by, reason=told))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureQuarantine:
    ledger: QuarantineStore
    metrics: Metrics

    def __call__(self) -> int:
        """Publish and return the number of open reports: one is enough to keep the alarm on."""
        number = self.ledger.open_quarantined_count()
        self.metrics.count("ReportsInQuarantine", number)
        return number
