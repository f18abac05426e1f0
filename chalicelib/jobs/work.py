"""From the queues: the work items that are due, by workers with a concurrency of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.aws.telemetry import logger
from chalicelib.aws.work_messages import item_of
from chalicelib.bootstrap import Services
from chalicelib.services.due_work.work_off import WorkReport


def on_due_work(records: Sequence[Mapping[str, Any]], services: Services) -> dict[str, int]:
    """Work off what these messages name; return the number of items by outcome.

    Raises nothing for a fault of one item: it is due again later, and has another message then.
    """
    if services.read_only.pauses_jobs():  # What is due stays due in the table, and gets another message.
        logger.info("paused_read_only", extra={"messages": len(records)})
        return {"paused": len(records)}
    items = [item_of(record["body"]) for record in records]
    if None in items:  # What is due stays due in the table; repeated, it would hold up the messages beside it.
        logger.error("message_not_read", extra={"messages": items.count(None)})
    report = services.work_off([item for item in items if item])
    log_work(report)
    return dict(report.counts)


def log_work(report: WorkReport) -> None:
    """Log what an operator must see: discrepancies, and items that failed."""
    for sentence in report.discrepancies:
        logger.error("ledger_discrepancy", extra={"finding": sentence})
    for sentence in report.broken:
        logger.error("work_item_failed", extra={"finding": sentence})
