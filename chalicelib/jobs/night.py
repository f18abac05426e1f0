"""Every night: each clinic's day is kept for its reports, and its ledger proven against Stripe."""

from __future__ import annotations

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import CreditError


def on_night(services: Services) -> dict[str, int]:
    """Prove every clinic once, notify those with differences, and return the number of clinics by outcome.

    Raises Unavailable when a notice could not be kept: the next run keeps it, and proves nothing twice.
    """
    if services.read_only.pauses_jobs():  # The next night covers this one.
        logger.info("paused_read_only")
        return {"paused": 1}
    kept = _keep_report_days(services)
    report = services.prove_night()
    logger.info("night_proven", extra={"counts": dict(report.counts), "report_days": kept})
    for sentence in report.failures:
        logger.error("proof_failed", extra={"finding": sentence})
    for clinic_id in report.differing:
        services.send_notices.proof_differs(clinic_id)
    return dict(report.counts)


def _keep_report_days(services: Services) -> int:
    """A clinic whose day can't be kept is named and left: its reports are computed from the ledger until it is."""
    kept = 0
    for clinic_id in services.clinics.clinic_ids():
        try:
            kept += services.keep_report_days(clinic_id)
        except CreditError as fault:
            logger.error("report_day_failed", extra={"finding": f"{clinic_id}: {fault}"})
    return kept
