"""Quarantining a report from Stripe that contradicts the stored payment."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from chalicelib.credit.stripe_report import MoneyReport
from chalicelib.services.ports import Clock, Metrics, QuarantineStore


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineReport:
    ledger: QuarantineStore
    clock: Clock
    metrics: Metrics

    def __call__(self, report: MoneyReport, mismatches: tuple[str, ...], *, report_id: str) -> None:
        """Keep the report under `report_id` with the fields that contradict, and alert the operator."""
        facts = {**asdict(report), "mismatches": " ".join(mismatches)}
        self.ledger.quarantine(report_id, report.pointer, facts, self.clock.now())
        self.metrics.count("ReportsParked")
