"""Calls the schedule's function once, as if some time had passed: `python -m tests.journeys.sweep HOURS_FROM_NOW`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from app import on_schedule
from chalicelib import bootstrap
from chalicelib.services.clock import SystemClock
from infra.devstack.lambdas.context import Context
from infra.devstack.lambdas.schedule import event


class LaterClock(SystemClock):
    """The machine's clock, put forward."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


if __name__ == "__main__":
    bootstrap.clock = LaterClock(timedelta(hours=float(sys.argv[1])))
    print(on_schedule(event(datetime.now(UTC)), Context("on_schedule")))
