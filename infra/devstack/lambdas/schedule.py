"""Calls `app.on_schedule` again and again: `python -m infra.devstack.lambdas.schedule EVERY_S`."""

from __future__ import annotations

import logging
import sys
import uuid
from datetime import UTC, datetime
from typing import Any

from infra.devstack.lambdas.context import Context
from infra.devstack.lambdas.graceful_shutdown import GracefulShutdown
from infra.devstack.settings import REGION

log = logging.getLogger("infra.devstack.lambdas.schedule")


def event(now: datetime) -> dict[str, Any]:
    """A scheduled event in EventBridge's form."""
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


def main(every_s: float) -> None:
    """Run until SIGTERM. A sweep that fails is told of, and the next one comes all the same."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    log.setLevel(logging.INFO)
    shutdown = GracefulShutdown()
    from app import on_schedule

    print("ready", flush=True)
    while not shutdown.asked:
        try:
            on_schedule(event(datetime.now(UTC)), Context("on_schedule"))
        except Exception:
            log.exception("the sweep failed; again in %.0f s", every_s)
        shutdown.wait(every_s)


if __name__ == "__main__":
    main(float(sys.argv[1]))
