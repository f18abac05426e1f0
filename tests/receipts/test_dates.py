"""Dates as people on both sides of the language line write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.receipts.dates import format_date, format_time


def said(at: datetime, language: str) -> tuple[str, str]:
    return format_date(at, language).replace("\u00a0", " "), format_time(at, language).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("zone", "utc", "english", "french"),
    [
        ("America/Toronto", (2026, 11, 1, 5, 5), ("November 1, 2026", "1:05 AM EDT"), ("1er novembre 2026", "1 h 05 HAE")),
        ("America/Toronto", (2026, 11, 1, 6, 5), ("November 1, 2026", "1:05 AM EST"), ("1er novembre 2026", "1 h 05 HNE")),
        ("America/St_Johns", (2026, 8, 2, 14, 30), ("August 2, 2026", "12:00 PM NDT"), ("2 août 2026", "12 h 00 HAT")),
        ("America/Regina", (2026, 2, 28, 6, 0), ("February 28, 2026", "12:00 AM CST"), ("28 février 2026", "0 h 00 HNC")),
        ("America/Anchorage", (2026, 12, 25, 20, 9), ("December 25, 2026", "11:09 AM AKST"), ("25 décembre 2026", "11 h 09 HNAK")),
        ("America/Sao_Paulo", (2026, 3, 9, 12, 0), ("March 9, 2026", "9:00 AM UTC−03:00"), ("9 mars 2026", "9 h 00 UTC−03:00")),
    ],
)
def test_the_date_and_time_are_the_clinics_in_the_readers_language(
    zone: str, utc: tuple[int, int, int, int, int], english: tuple[str, str], french: tuple[str, str]
) -> None:
    at = datetime(*utc, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert said(at, "en") == english
    assert said(at, "fr-CA") == french


def test_a_date_never_breaks_between_the_day_and_its_month() -> None:
    assert " 23" not in format_date(datetime(2026, 11, 23, tzinfo=UTC), "en")
    assert "23 " not in format_date(datetime(2026, 11, 23, tzinfo=UTC), "fr-CA")
