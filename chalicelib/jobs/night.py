"""Every night: the proof of each clinic's ledger against Stripe."""

from __future__ import annotations

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services


def on_night(services: Services) -> dict[str, int]:
    """Prove every clinic once and return the number of clinics by outcome, and of differences."""
    report = services.prove_night()
    logger.info("night_proven", extra={"counts": dict(report.counts)})
    for sentence in report.failures:
        logger.error("proof_failed", extra={"finding": sentence})
    return dict(report.counts)
