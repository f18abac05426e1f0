"""The queue of the workers in memory: a message is delivered once, when its time has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.services.ports import DueItem, WorkItem


class FakeMessages:
    """See services.ports.WorkMessages."""

    def __init__(self) -> None:
        self.waiting: list[DueItem] = []
        self.sent = 0

    def send(self, items: Sequence[DueItem], now: datetime) -> None:
        self.waiting.extend(items)
        self.sent += len(items)

    def taken(self, now: datetime) -> list[WorkItem]:
        """Take the messages whose time has come, the first due first."""
        due = sorted((each for each in self.waiting if each.due_at <= now), key=lambda each: each.due_at)
        self.waiting = [each for each in self.waiting if each.due_at > now]
        return [each.item for each in due]
