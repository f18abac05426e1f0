"""The sweep: with every webhook lost, every payment still settles, and the books are checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.services.audit import audit
from chalicelib.services.follow_up import follow_up
from chalicelib.services.issue_receipt import ReceiptDesk

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did, by word (`settled`, `waiting`, `canceled`, `receipt`, `refund`, `failed` ...), and what it
    found wrong in the books of the patients it touched, as sentences with ids and amounts."""

    counts: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)


def sweep(desk: ReceiptDesk, *, limit: int = MOST_AT_ONCE) -> SweepReport:
    """Follows up at most `limit` payments, refunds and disputes that are due, then audits their patients' books.

    One item's fault is counted and leaves the others alone; it is due again at the next sweep.
    """
    report, touched = SweepReport(), set[PatientKey]()
    for due in desk.books.ledger.due(desk.books.clock.now(), limit):
        touched.add(due.patient)
        try:
            report.counts[follow_up(due, desk)] += 1
        except CreditError:
            report.counts["failed"] += 1
    for patient in touched:
        _audit(patient, desk, report)
    for word, count in report.counts.items():
        desk.books.counters.count(f"Sweep{word.capitalize()}", count)
    return report


def _audit(patient: PatientKey, desk: ReceiptDesk, report: SweepReport) -> None:
    try:
        wrong = audit(patient, desk.books.ledger)
    except CreditError:
        report.counts["unaudited"] += 1
        return
    report.counts["audited"] += 1
    report.counts["disagreements"] += len(wrong)
    report.disagreements.extend(f"{patient.clinic_id}/{patient.patient_id}: {sentence}" for sentence in wrong)
