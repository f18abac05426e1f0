"""Events for other software: both tables' streams to `app.on_event_source`, and the queue to `app.on_delivery`."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from infra.devstack.lambdas.delivery import Function
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown
from infra.devstack.lambdas.queues import QueueReader, run_queue
from infra.devstack.lambdas.stream import IDLE_S, follow

DELIVERERS = 4
"""A dead endpoint takes five seconds of one of them."""
STREAMS = {"credit": IDLE_S, "clinics": 1.0}
"""Seconds between looks at a quiet stream. A clinic changes seldom, and each look takes the emulator's time."""


def run_events(publish: Function, state: Path, streams: tuple[str, str], reader: QueueReader) -> None:
    """Run until SIGTERM: a thread for each stream, and some for the queue."""
    logging.getLogger("infra.devstack").setLevel(logging.INFO)
    shutdown = GracefulShutdown()
    threads = [
        *(
            threading.Thread(
                target=follow, args=(publish, "on_event_source", arn, state / f"{name}.sqlite3", shutdown, idle_s)
            )
            for (name, idle_s), arn in zip(STREAMS.items(), streams, strict=True)
        ),
        *(threading.Thread(target=run_queue, args=(reader, shutdown)) for _ in range(DELIVERERS)),
    ]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    for thread in threads:
        thread.join()
