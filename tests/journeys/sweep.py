"""Call the schedule's function once, as if some time had passed, and work off what is due then, as workers would:
`python -m tests.journeys.sweep HOURS_FROM_NOW`."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta

from chalicelib import config
from chalicelib.bootstrap import compose, connect
from chalicelib.jobs.schedule import on_schedule
from chalicelib.services.clock import SystemClock


class LaterClock(SystemClock):
    """The machine's clock, put forward."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


if __name__ == "__main__":
    settings = config.read(os.environ)
    later = LaterClock(timedelta(hours=float(sys.argv[1])))
    services = compose(connect(settings, later), settings)
    print(on_schedule(services), dict(services.sweep().counts))
