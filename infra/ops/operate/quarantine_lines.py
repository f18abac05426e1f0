"""Quarantined reports as an operator reads them: one paragraph per report, without names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib.credit.quarantine import QuarantinedReport

SHOWN = ("payment_intent_id", "refund_id", "dispute_id", "amount", "amount_received", "currency", "livemode")
TIME = "%Y-%m-%d %H:%M UTC"


def listed(reports: Sequence[QuarantinedReport]) -> Iterator[str]:
    """Yield the lines of open reports."""
    if not reports:
        yield "No open reports in quarantine."
    for report in reports:
        patient = report.pointer.patient
        yield f"{report.id}  since {report.at:{TIME}}"
        yield f"  {patient.clinic_id} / {patient.patient_id} / {report.pointer.payment_id}"
        yield f"  differs in: {', '.join(sorted(report.mismatches))}"
        facts = (f"{name} {report.facts[name]}" for name in SHOWN if name in report.facts)
        yield f"  Stripe reports: {', '.join(facts)}"


def closed(report: QuarantinedReport) -> Iterator[str]:
    """Yield the lines of a report that is closed."""
    assert report.closure is not None, "it was closed"
    yield f"{report.id}: closed {report.closure.at:{TIME}} by {report.closure.by}"
    yield f"  {report.closure.reason}"
