"""On the schedule: the sweep."""

from __future__ import annotations

from chalicelib import bootstrap
from chalicelib.services.sweep import sweep


def on_schedule() -> dict[str, int]:
    """Sweeps once and answers what it did."""
    report = sweep(bootstrap.receipt_desk())
    if not (report.counts or report.discrepancies or report.broken):
        return {}
    from chalicelib.aws.telemetry import logger

    if report.counts:
        logger.info("swept", extra={"counts": dict(report.counts)})
    for sentence in report.discrepancies:
        logger.error("the books disagree", extra={"finding": sentence})
    for sentence in report.broken:
        logger.error("a follow-up broke", extra={"finding": sentence})
    return dict(report.counts)
