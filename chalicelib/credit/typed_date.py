"""Dates as systems export them: `2026-01-31`, or day first where it can mean nothing else. Others are refused."""

from __future__ import annotations

import re
from datetime import date

from chalicelib.credit.typed_text import DASHES, plain_text

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_DASH = re.compile(f"[{DASHES}]")


class NotADate(ValueError):
    """`other` is a second day that the text could mean, or the one that it means with the month first."""

    def __init__(self, first: date | None = None, other: date | None = None) -> None:
        super().__init__(first, other)
        self.first = first
        self.other = other


def read_date(text: str) -> date:
    """Return the day. Raises NotADate, with the days that the text could mean."""
    trimmed = _DASH.sub("-", plain_text(text))
    year_first, year_last = _YEAR_FIRST.fullmatch(trimmed), _YEAR_LAST.fullmatch(trimmed)
    if year_first:
        year, month, day = map(int, year_first.group(1, 3, 4))
        return _day(year, month, day) or _refused(None, None)
    if year_last is None:
        return _refused(None, None)
    first, second, year = map(int, year_last.group(1, 3, 4))
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first and month_first in (None, day_first):
        return day_first
    return _refused(day_first, month_first)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _refused(first: date | None, other: date | None) -> date:
    raise NotADate(first, other)
