"""On the schedule: the sweep, and the daily round over payments accounts."""

from __future__ import annotations

from contextlib import suppress

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import CreditError


def on_schedule(services: Services) -> dict[str, int]:
    """Sweep once, then read the accounts whose turn it is; return the number of items by outcome."""
    report = services.sweep()
    if report.counts:
        logger.info("sweep_completed", extra={"counts": dict(report.counts)})
    for sentence in report.discrepancies:
        logger.error("ledger_discrepancy", extra={"finding": sentence})
    for sentence in report.broken:
        logger.error("work_item_failed", extra={"finding": sentence})
    accounts = services.refresh_accounts()
    if accounts:
        logger.info("accounts_refreshed", extra={"counts": dict(accounts)})
    with suppress(CreditError):  # Measured again at the next sweep.
        services.measure_quarantine()
    return dict(report.counts)
