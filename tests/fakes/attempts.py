"""Tallies in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.credit.rate_limits import Tally


class FakeAttempts:
    """See services.ports.RateLimitStore. `writes` counts what would cost a write."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, datetime], Tally] = {}
        self.writes = 0

    def counted(self, keys: Sequence[str], hour: datetime) -> Mapping[str, Tally]:
        return {key: self._tallies[key, hour] for key in keys if (key, hour) in self._tallies}

    def count(self, key: str, hour: datetime, more: Tally) -> Tally:
        self.writes += 1
        before = self._tallies.get((key, hour), Tally())
        after = Tally(before.starts + more.starts, before.declines + more.declines)
        self._tallies[key, hour] = after
        return after
