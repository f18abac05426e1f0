"""How far a list of Stripe's was read, and how often what could not be recorded was tried since. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

MOST_TRIES = 1_000
"""Over three days of a sweep every five minutes: for as long as Stripe repeats an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """All before `at` is recorded. A movement of then was tried in `tries` sweeps since `held_since`, in vain.

    Sweeps are counted, not days: after an outage a movement may be old when it is tried for the first time.
    """

    at: datetime
    held_since: datetime | None = None
    tries: int = 0

    def gives_up(self, movement_at: datetime) -> bool:
        """Whether a movement of `movement_at` was tried often enough."""
        return self.held_since is not None and self.tries >= MOST_TRIES and movement_at <= self.held_since


def next_cursor(last: Cursor | None, failed: Collection[datetime], now: datetime) -> Cursor:
    """Return the cursor after a sweep at `now` in which movements of the times `failed` could not be recorded."""
    if not failed:
        return Cursor(at=now)
    oldest = min(failed)
    if last is None or oldest > last.at:
        return Cursor(at=oldest, held_since=now, tries=1)
    return Cursor(at=last.at, held_since=last.held_since or now, tries=last.tries + 1)
