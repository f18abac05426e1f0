"""From the queue of deliveries: each event to its endpoint, and back into the queue when that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.aws.delivery_queue import from_message
from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services

AFTER_A_FAULT = timedelta(seconds=30)


def on_delivery(records: Sequence[Mapping[str, Any]], services: Services) -> dict[str, Any]:
    """Deliver a batch and return the messages that stay in the queue, as Lambda wants them (ReportBatchItemFailures).

    After one of a group stays, those behind it stay as well: a patient's events arrive in order.
    """
    failed: list[str] = []
    blocked: set[str] = set()
    for record in records:
        group = record["attributes"]["MessageGroupId"]
        pause = timedelta(seconds=1) if group in blocked else _deliver(record, services)
        if pause is not None:
            blocked.add(group)
            failed.append(record["messageId"])
            services.deliveries.postpone(record["receiptHandle"], pause)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _deliver(record: Mapping[str, Any], services: Services) -> timedelta | None:
    """Deliver one message. A fault of this service keeps it in the queue and stops no other."""
    attributes = record["attributes"]
    queued_at = datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC)
    try:
        pause: timedelta | None = services.deliver_event(
            from_message(record["body"]), int(attributes["ApproximateReceiveCount"]), queued_at
        )
    except Exception:  # noqa: BLE001 - it is logged and retried, and the other deliveries go on
        logger.exception("delivery_failed", extra={"message_id": record["messageId"]})
        return AFTER_A_FAULT
    return pause
