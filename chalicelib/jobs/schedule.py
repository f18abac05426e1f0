"""On the schedule: messages of what is due soon, the sweep, and the daily round over payments accounts."""

from __future__ import annotations

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import CreditError
from chalicelib.credit.schedule import OVERDUE_AFTER
from chalicelib.jobs.work import log_work


def on_schedule(services: Services) -> dict[str, int]:
    """Send due messages, sweep once, read the accounts whose turn it is; return the number of items by outcome."""
    if services.read_only.pauses_jobs():
        logger.info("paused_read_only")
        return {"paused": 1}
    _measure_and_send(services)
    report = services.sweep(overdue=OVERDUE_AFTER)
    if report.counts:
        logger.info("sweep_completed", extra={"counts": dict(report.counts)})
    log_work(report)
    accounts = services.refresh_accounts()
    if accounts:
        logger.info("accounts_refreshed", extra={"counts": dict(accounts)})
    return dict(report.counts)


def _measure_and_send(services: Services) -> None:
    """Publish the open cases and send messages, before the sweep, which may take all the time there is."""
    steps = (
        services.measure_quarantine,
        services.measure_stuck_transfers,
        services.measure_due_work,
        services.send_due_work,
        services.measure_event_endpoints,
    )
    for step in steps:
        try:
            step()
        except CreditError as fault:  # Done again in five minutes.
            logger.error("schedule_step_failed", extra={"step": type(step).__name__, "fault": type(fault).__name__})
