"""The sweep: with every webhook lost, every payment still settles, and ledgers are reconciled."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.services.due_work.process_due_item import ProcessDueItem, Reschedule
from chalicelib.services.due_work.sweep_stripe_movements import SweepStripeMovements
from chalicelib.services.imports.finish_imports import FinishImports
from chalicelib.services.ports import Clock, Metrics, WorkQueue
from chalicelib.services.reports.reconcile import Reconcile

MOST_AT_ONCE = 200
LONGEST = timedelta(seconds=200)
"""From its start until a sweep takes up nothing more: its function has 290 s, and one that is cut off tells nothing."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """The result of one sweep: items by outcome (`settled`, `waiting`, `canceled`, `receipt`, `refund`, `failed` ...),
    discrepancies in the ledgers of the patients it touched, as sentences with ids and amounts, and the work items that
    failed, with the kind of fault."""

    counts: Counter[str] = field(default_factory=Counter)
    discrepancies: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    ledger: WorkQueue
    process_due_item: ProcessDueItem
    reschedule: Reschedule
    reconcile: Reconcile
    sweep_movements: SweepStripeMovements
    finish_imports: FinishImports
    clock: Clock
    metrics: Metrics

    def __call__(self, *, limit: int = MOST_AT_ONCE) -> SweepReport:
        """Record what Stripe moved, process at most `limit` work items that are due, reconcile their patients' ledgers.

        A fault of one item, of whatever kind, is counted and leaves the others alone; the item is due again later.
        What there is no time for is counted as `left`, and stays due.
        """
        self.metrics.count("EventsReceived", 0)  # So that an hour without events has a value: a sum of none is none.
        report, touched = SweepReport(), dict[PatientKey, None]()  # In order, so that a run can be repeated.
        ends = self.clock.now() + LONGEST
        self._find_movements(report)
        for item in self.ledger.due(self.clock.now(), limit):
            if self.clock.now() >= ends:
                report.counts["left"] += 1
                continue
            if not item.notice_id:
                touched[item.patient] = None
            try:
                report.counts[self.process_due_item(item)] += 1
            except Exception as fault:  # noqa: BLE001 - one item's fault is reported, and the rest go on
                report.counts["failed"] += 1
                report.broken.append(f"{item.payment_id or item.notice_id}: {type(fault).__name__}")
                with suppress(CreditError):  # Later, so that an item that always fails doesn't block the others.
                    self.reschedule(item)
        self._finish_imports(report)
        for patient in touched:
            self._reconcile(patient, report)
        for outcome, count in report.counts.items():
            self.metrics.count(f"Sweep{outcome.capitalize()}", count)
        return report

    def _find_movements(self, report: SweepReport) -> None:
        try:
            unrecorded = self.sweep_movements()
            if unrecorded:
                report.counts["unrecorded"] += unrecorded
        except Exception as fault:  # noqa: BLE001 - reported, and the rest go on
            report.counts["failed"] += 1
            report.broken.append(f"stripe_movements: {type(fault).__name__}")

    def _finish_imports(self, report: SweepReport) -> None:
        try:
            report.counts.update(self.finish_imports())
        except Exception as fault:  # noqa: BLE001 - reported, and the rest go on
            report.counts["failed"] += 1
            report.broken.append(f"imports: {type(fault).__name__}")

    def _reconcile(self, patient: PatientKey, report: SweepReport) -> None:
        try:
            found = self.reconcile(patient)
        except CreditError:
            report.counts["unaudited"] += 1
            return
        report.counts["audited"] += 1
        report.counts["discrepancies"] += len(found)
        report.discrepancies.extend(f"{patient.clinic_id}/{patient.patient_id}: {sentence}" for sentence in found)
