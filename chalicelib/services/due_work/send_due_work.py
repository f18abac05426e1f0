"""Sending messages to the workers: each work item gets one when it is about to be due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.cursor import Cursor
from chalicelib.credit.schedule import SOON
from chalicelib.services.ports import Clock, Cursors, DueItem, Metrics, WorkMessages, WorkQueue

CURSOR = "due_work"
MOST_AT_ONCE = 5_000
"""Per run: 43 million items per month, a run every five minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSoonDue:
    """After a commit: what the committed item calls for soon. A lost message is found by the sweep."""

    messages: WorkMessages
    clock: Clock

    def __call__(self, items: Iterable[DueItem]) -> None:
        """Send messages of those items that are due within SOON; the schedule sends the others' later.

        Raises Unavailable: repeat it, since a second message does no harm.
        """
        now = self.clock.now()
        soon = [each for each in items if each.due_at <= now + SOON]
        if soon:
            self.messages.send(soon, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDueWork:
    """On the schedule: what becomes due within SOON, and was written long before."""

    ledger: WorkQueue
    messages: WorkMessages
    cursors: Cursors
    clock: Clock

    def __call__(self, limit: int = MOST_AT_ONCE) -> int:
        """Send the messages that no run before has sent, at most `limit`, and return how many. Raises Unavailable."""
        now = self.clock.now()
        until = now + SOON
        items = self.ledger.due_between(self._sent_until(now), until, limit)
        if items:
            self.messages.send(items, now)
        self.cursors.advance(CURSOR, Cursor(at=until if len(items) < limit else items[-1].due_at))
        return len(items)

    def _sent_until(self, now: datetime) -> datetime:
        """Return where the last run ended; what was due before `now`, after a pause, is left to the sweep."""
        last = self.cursors.cursor(CURSOR)
        return last.at if last and now <= last.at <= now + SOON else now


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDueWork:
    ledger: WorkQueue
    clock: Clock
    metrics: Metrics

    def __call__(self) -> int:
        """Publish and return for how many seconds the longest due work item has been due. Raises Unavailable."""
        now = self.clock.now()
        since = self.ledger.oldest_due(now)
        age_s = int((now - since).total_seconds()) if since else 0
        self.metrics.count("OldestDueAge", age_s)
        return age_s
