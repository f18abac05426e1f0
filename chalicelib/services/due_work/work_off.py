"""Working off items that are due, one after another, and reconciling the ledgers of their patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.services.due_work.process_due_item import ProcessDueItem, Reschedule
from chalicelib.services.ports import Clock, Metrics, WorkItem
from chalicelib.services.reports.reconcile import Reconcile


@dataclass(frozen=True, slots=True)
class WorkReport:
    """The result of a worker or a sweep: items by outcome (`succeeded`, `waiting`, `canceled`, `receipt`, `refund`,
    `failed` ...), discrepancies in the ledgers of the patients it touched, as sentences with ids and amounts, and the
    work items that failed, with the kind of fault."""

    counts: Counter[str] = field(default_factory=Counter)
    discrepancies: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def failed(self, what: str, fault: Exception) -> None:
        self.counts["failed"] += 1
        self.broken.append(f"{what}: {type(fault).__name__}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOff:
    process_due_item: ProcessDueItem
    reschedule: Reschedule
    reconcile: Reconcile
    clock: Clock
    metrics: Metrics

    def __call__(self, items: Iterable[WorkItem], ends: datetime | None = None) -> WorkReport:
        """Process the items and reconcile their patients' ledgers.

        A fault of one item, of whatever kind, is counted and leaves the others alone; the item is due again later.
        What there is no time for before `ends` is counted as `left`, and stays due.
        """
        report, touched = WorkReport(), dict[PatientKey, None]()  # In order, so that a run can be repeated.
        for item in items:
            if ends and self.clock.now() >= ends:
                report.counts["left"] += 1
                continue
            if not item.notice_id:
                touched[item.patient] = None
            self._process(item, report)
        for patient in touched:
            self._reconcile(patient, report)
        for outcome, count in report.counts.items():
            self.metrics.count(f"Work{outcome.capitalize()}", count)
        return report

    def _process(self, item: WorkItem, report: WorkReport) -> None:
        try:
            report.counts[self.process_due_item(item)] += 1
        except Exception as fault:  # noqa: BLE001 - one item's fault is reported, and the rest go on
            report.failed(item.payment_id or item.notice_id or "work", fault)
            with suppress(CreditError):  # Later, so that an item that always fails doesn't block the others.
                self.reschedule(item)

    def _reconcile(self, patient: PatientKey, report: WorkReport) -> None:
        try:
            found = self.reconcile(patient)
        except CreditError:
            report.counts["unaudited"] += 1
            return
        report.counts["audited"] += 1
        report.counts["discrepancies"] += len(found)
        report.discrepancies.extend(f"{patient.clinic_id}/{patient.patient_id}: {sentence}" for sentence in found)
