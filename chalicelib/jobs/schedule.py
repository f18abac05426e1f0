"""On the schedule: the sweep, and the daily round over payments accounts."""

from __future__ import annotations

from contextlib import suppress

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import CreditError


def on_schedule(services: Services) -> dict[str, int]:
    """Sweep once, then read the accounts whose turn it is; return the number of items by outcome."""
    _measure(services)
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
    return dict(report.counts)


def _measure(services: Services) -> None:
    """Publish the open cases; before the sweep, which may take all the time there is."""
    for measure in (services.measure_quarantine, services.measure_stuck_transfers):
        with suppress(CreditError):  # Measured again at the next sweep.
            measure()
