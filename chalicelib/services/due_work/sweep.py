"""The sweep: with every webhook and every message lost, every payment still settles, and ledgers are reconciled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.services.due_work.sweep_stripe_movements import SweepStripeMovements
from chalicelib.services.due_work.work_off import WorkOff, WorkReport
from chalicelib.services.imports.finish_imports import FinishImports
from chalicelib.services.ports import Clock, Metrics, WorkQueue

MOST_AT_ONCE = 200
LONGEST = timedelta(seconds=200)
"""From its start until a sweep takes up nothing more: its function has 290 s, and one that is cut off tells nothing."""
NOW = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    ledger: WorkQueue
    work_off: WorkOff
    sweep_movements: SweepStripeMovements
    finish_imports: FinishImports
    clock: Clock
    metrics: Metrics

    def __call__(self, *, overdue: timedelta = NOW, limit: int = MOST_AT_ONCE) -> WorkReport:
        """Record what Stripe moved, work off at most `limit` items that are due for `overdue`, finish imports."""
        self.metrics.count("EventsReceived", 0)  # So that an hour without events has a value: a sum of none is none.
        ends = self.clock.now() + LONGEST
        found = WorkReport()
        self._find_movements(found)
        report = self.work_off(self.ledger.due(self.clock.now() - overdue, limit), ends)
        self._finish_imports(found)
        for outcome, count in found.counts.items():
            self.metrics.count(f"Work{outcome.capitalize()}", count)
        report.counts.update(found.counts)
        report.broken.extend(found.broken)
        return report

    def _find_movements(self, report: WorkReport) -> None:
        try:
            unrecorded = self.sweep_movements()
            if unrecorded:
                report.counts["unrecorded"] += unrecorded
        except Exception as fault:  # noqa: BLE001 - reported, and the rest go on
            report.failed("stripe_movements", fault)

    def _finish_imports(self, report: WorkReport) -> None:
        try:
            report.counts.update(self.finish_imports())
        except Exception as fault:  # noqa: BLE001 - reported, and the rest go on
            report.failed("imports", fault)
