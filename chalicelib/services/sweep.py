"""The sweep: with every webhook lost, every payment still settles, and the books are checked."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.services.process_due_item import process_due_item, reschedule
from chalicelib.services.reconcile import reconcile

if TYPE_CHECKING:
    from chalicelib.services.issue_receipt import ReceiptDesk
    from chalicelib.services.ports import WorkItem

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did, by word (`settled`, `waiting`, `canceled`, `receipt`, `refund`, `failed` ...), what it
    found wrong in the books of the patients it touched, as sentences with ids and amounts, and whose follow-up broke in
    a way that nobody foresaw, with the kind of fault."""

    counts: Counter[str] = field(default_factory=Counter)
    discrepancies: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def sweep(desk: ReceiptDesk, *, limit: int = MOST_AT_ONCE) -> SweepReport:
    """Follows up at most `limit` payments, refunds and disputes that are due, then audits their patients' books.

    One item's fault, of whatever kind, is counted and leaves the others alone; it is due again in a while.
    """
    report, touched = SweepReport(), dict[PatientKey, None]()  # In order, so that a run can be repeated.
    for due in desk.books.ledger.due(desk.books.clock.now(), limit):
        touched[due.patient] = None
        try:
            report.counts[process_due_item(due, desk)] += 1
        except Exception as fault:
            report.counts["failed"] += 1
            report.broken.append(f"{due.payment_id}: {type(fault).__name__}")
            _reschedule(due, desk)
    for patient in touched:
        _audit(patient, desk, report)
    for word, count in report.counts.items():
        desk.books.counters.count(f"Sweep{word.capitalize()}", count)
    return report


def _reschedule(due: WorkItem, desk: ReceiptDesk) -> None:
    """Looks at it again later, so that what fails every time does not stand in the way of the rest for ever."""
    with suppress(CreditError):
        reschedule(due, desk)


def _audit(patient: PatientKey, desk: ReceiptDesk, report: SweepReport) -> None:
    try:
        wrong = reconcile(patient, desk.books.ledger)
    except CreditError:
        report.counts["unaudited"] += 1
        return
    report.counts["audited"] += 1
    report.counts["discrepancies"] += len(wrong)
    report.discrepancies.extend(f"{patient.clinic_id}/{patient.patient_id}: {sentence}" for sentence in wrong)
