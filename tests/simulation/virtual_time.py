"""Virtual time: it passes when the simulation lets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE_S = 60.0
HOUR_S = 3_600.0
DAY_S = 24 * HOUR_S


@dataclass
class VirtualTime:
    """Seconds since the start of the simulation."""

    seconds: float = 0.0

    @property
    def now(self) -> datetime:
        moment = START + timedelta(seconds=self.seconds)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    @property
    def unix(self) -> int:
        return int(self.now.timestamp())


@dataclass(frozen=True)
class VirtualClock:
    """See services.ports.Clock."""

    time: VirtualTime
    pause: Callable[[float], None]

    def now(self) -> datetime:
        return self.time.now

    def sleep(self, seconds: float) -> None:
        self.pause(seconds)
