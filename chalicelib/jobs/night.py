"""Every night: the proof of each clinic's ledger against Stripe."""

from __future__ import annotations

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services


def on_night(services: Services) -> dict[str, int]:
    """Prove every clinic once, notify those with differences, and return the number of clinics by outcome.

    Raises Unavailable when a notice could not be kept: the next run keeps it, and proves nothing twice.
    """
    report = services.prove_night()
    logger.info("night_proven", extra={"counts": dict(report.counts)})
    for sentence in report.failures:
        logger.error("proof_failed", extra={"finding": sentence})
    for clinic_id in report.differing:
        services.send_notices.proof_differs(clinic_id)
    return dict(report.counts)
