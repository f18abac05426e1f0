"""Every day: what is wrong with this deployment, for its operator's log and alarm."""

from __future__ import annotations

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services


def on_doctor(services: Services) -> dict[str, int]:
    """Run the doctor's checks, log each finding with what fixes it, and return how many there are."""
    found = services.examine_deployment()
    for finding in found:
        logger.error("doctor_finding", extra={"finding": finding.what, "fix": finding.fix})
    logger.info("doctor_done", extra={"checks": len(services.examine_deployment.checks), "findings": len(found)})
    return {"findings": len(found)}
