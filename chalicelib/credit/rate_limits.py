"""How often is too often: starts of top-ups, cards that were declined, top-ups left open. Pure.

Who tests stolen cards starts many top-ups and has many cards declined; who means to pay does neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.credit.payment import Payment

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STARTS_PER_HOUR = 20
OPEN_AT_ONCE = 30
"""The sweep closes what is a day old, so this bounds what one patient leaves open at Stripe."""
DECLINES_PER_HOUR = 15
DECLINES_PER_TOP_UP = 10
STRIPE_CALLS_PER_MINUTE = 60
"""Of one patient. The pages ask some seconds apart, dozens of requests may repeat one start at once, and Stripe takes
100 requests per second of all clinics."""
UNCOUNTED_STARTS = 2
"""Of a patient who has paid before, the first two starts of a day are not counted for clinic and address, unless a card
was declined at that address within the hour: what everyone does costs no write, and made-up patients are counted."""


class Scope(StrEnum):
    """Whose limit it is."""

    PATIENT = "patient"
    ADDRESS = "address"
    SITE = "site"
    CLINIC = "clinic"
    REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class Tally:
    """The count for one clinic or address in one hour of the clock."""

    starts: int = 0
    declines: int = 0

    def exceeds(self, limit: Tally) -> bool:
        return self.starts > limit.starts or self.declines > limit.declines

    def at_limit(self, limit: Tally) -> bool:
        return self.starts >= limit.starts or self.declines >= limit.declines


LIMITS = {
    Scope.ADDRESS: Tally(starts=60, declines=20),
    Scope.SITE: Tally(starts=64, declines=22),
    Scope.CLINIC: Tally(starts=1_000, declines=100),
}
"""Of one hour. A waiting room or a mobile network has one address for many patients, a clinic has all of them. A site's
65,536 IPv6 subnets get hardly more than one IPv4 address, since they cost an attacker no more."""

FINGERPRINT_LENGTH = 24
SITE_LENGTH = 12
SITE_MARK = "s"
"""Begins the fingerprint of an IPv6 address; its first SITE_LENGTH characters are its site's. No hexadecimal digit."""


def site_of(fingerprint: str) -> str | None:
    """The part of an address's fingerprint that all subnets of its site share, or None for IPv4."""
    return fingerprint[:SITE_LENGTH] if fingerprint.startswith(SITE_MARK) else None


def exceeds_limit(recent: Iterable[Payment], now: datetime) -> bool:
    """Whether a patient's top-ups of late leave too many open, or had too many cards declined within the hour."""
    rows = tuple(recent)
    still_open = sum(row.is_open for row in rows)
    declines = sum(row.declines for row in rows if now - row.created_at <= HOUR)
    return still_open > OPEN_AT_ONCE or declines >= DECLINES_PER_HOUR


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
