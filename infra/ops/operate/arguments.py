"""Arguments of operators' commands, each wrong one told in words: argparse leaves out those of a ValueError."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date, datetime


def moment(text: str) -> datetime:
    """Return a time with its zone; without one it would be off by hours. Raises ArgumentTypeError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no time: write it as 2026-11-23T09:30:00Z") from None
    if found.tzinfo is None:
        raise ArgumentTypeError("give the zone, as in 2026-11-23T09:30:00Z")
    return found


def calendar_day(text: str) -> date:
    """Return a day of the clinic's. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day: write it as 2026-11-23") from None


def most(text: str) -> int:
    """Return how many to list. Raises ArgumentTypeError."""
    if not text.isdecimal() or not 0 < len(text) < 6 or int(text) == 0:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 99999")
    return int(text)
