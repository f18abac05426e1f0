"""Time, metrics and rate limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.credit.cursor import Cursor
from chalicelib.credit.rate_limits import Tally
from chalicelib.services.pagination import DueItem


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, aware, UTC, in whole milliseconds."""

    def sleep(self, seconds: float) -> None: ...


class Cursors(Protocol):
    """How far lists of Stripe's were read, by name."""

    def cursor(self, name: str) -> Cursor | None: ...

    def advance(self, name: str, to: Cursor) -> None:
        """Keep a cursor of the same time or a later one; an earlier one changes nothing."""


class Metrics(Protocol):
    """Figures for the operator. Dimensions never hold personal data."""

    def count(self, name: str, value: int = 1) -> None: ...


class WorkMessages(Protocol):
    """Messages to the workers. One may come twice, or get lost: what is due is decided by the item that it names."""

    def send(self, items: Sequence[DueItem], now: datetime) -> None:
        """Send a message per item, to be delivered when it is due. Raises Unavailable; some may have been sent."""


class RateLimitStore(Protocol):
    """Tallies per hour of the clock, of a clinic or an address. Kept for some hours, then deleted.

    A `key` is built of the service's own ids and fingerprints.
    """

    def counted(self, keys: Sequence[str], hour: datetime) -> Mapping[str, Tally]:
        """The tallies of those keys that have one, in one call. May lag behind by a moment."""

    def count(self, key: str, hour: datetime, more: Tally) -> Tally:
        """Add to a tally and return the sum. No two callers get the same sum."""
