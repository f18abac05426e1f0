"""The schedule and the workers: calls `app.on_schedule` at an interval and `app.on_night` once a day, as EventBridge
does, and `app.on_due_work` with the messages of both queues, as Lambda does."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from infra.devstack.lambdas.context import Context
from infra.devstack.lambdas.delivery import Function
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown
from infra.devstack.lambdas.queues import QueueReader
from infra.devstack.settings import REGION

log = logging.getLogger("infra.devstack.lambdas.schedule")
LOOK_EVERY_S = 1.0


def event(now: datetime) -> dict[str, Any]:
    """Return a scheduled event in EventBridge's form."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:000000000000:rule/sweep"],
        "detail": {},
    }


def run_schedule(sweep: Function, night: Function, every_s: float, queues: Sequence[QueueReader]) -> None:
    """Run until SIGTERM: a sweep at each interval, due work meanwhile, the nightly proof when the date (UTC) changes.

    A failed run is logged, and the next one runs all the same.
    """
    log.setLevel(logging.INFO)
    shutdown = GracefulShutdown()
    print("ready", flush=True)
    today = datetime.now(UTC).date()
    while not shutdown.asked:
        _run(sweep, "on_schedule", every_s)
        if datetime.now(UTC).date() != today:
            today = datetime.now(UTC).date()
            _run(night, "on_night", every_s)
        _work(queues, shutdown, every_s)


def _work(queues: Sequence[QueueReader], shutdown: GracefulShutdown, for_s: float) -> None:
    """Deliver due work until the next sweep."""
    ends = time.monotonic() + for_s
    while not shutdown.asked and time.monotonic() < ends:
        for queue in queues:
            queue.deliver()
        shutdown.wait(min(LOOK_EVERY_S, for_s))


def _run(function: Function, name: str, every_s: float) -> None:
    try:
        function(event(datetime.now(UTC)), Context(name))
    except Exception:
        log.exception("%s failed; the next run is in %.0f s", name, every_s)
