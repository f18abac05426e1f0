"""Dates as people on both sides of the language line write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.receipt_pdf.dates import format_date, format_time


def said(at: datetime, language: str) -> tuple[str, str]:
    return format_date(at, language).replace("\u00a0", " "), format_time(at, language).replace("\u00a0", " ")


TORONTO = "America/Toronto"
OVERLAP = datetime(2026, 11, 1, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "utc", "date", "time"),
    [
        (TORONTO, OVERLAP, "November 1, 2026", "1:05 AM EDT"),
        (TORONTO, OVERLAP.replace(hour=6), "November 1, 2026", "1:05 AM EST"),
        ("America/St_Johns", datetime(2026, 8, 2, 14, 30, tzinfo=UTC), "August 2, 2026", "12:00 PM NDT"),
        ("America/Regina", datetime(2026, 2, 28, 6, 0, tzinfo=UTC), "February 28, 2026", "12:00 AM CST"),
        ("America/Sao_Paulo", datetime(2026, 3, 9, 12, 0, tzinfo=UTC), "March 9, 2026", "9:00 AM UTC−03:00"),
    ],
)
def test_an_english_reader_sees_the_clinics_date_and_time(zone: str, utc: datetime, date: str, time: str) -> None:
    assert said(utc.astimezone(ZoneInfo(zone)), "en") == (date, time)


@pytest.mark.parametrize(
    ("zone", "utc", "date", "time"),
    [
        (TORONTO, OVERLAP, "1er novembre 2026", "1 h 05 HAE"),
        (TORONTO, OVERLAP.replace(hour=6), "1er novembre 2026", "1 h 05 HNE"),
        ("America/St_Johns", datetime(2026, 8, 2, 14, 30, tzinfo=UTC), "2 août 2026", "12 h 00 HAT"),
        ("America/Regina", datetime(2026, 2, 28, 6, 0, tzinfo=UTC), "28 février 2026", "0 h 00 HNC"),
        ("America/Anchorage", datetime(2026, 12, 25, 20, 9, tzinfo=UTC), "25 décembre 2026", "11 h 09 HNAK"),
    ],
)
def test_a_french_reader_sees_the_clinics_date_and_time(zone: str, utc: datetime, date: str, time: str) -> None:
    assert said(utc.astimezone(ZoneInfo(zone)), "fr-CA") == (date, time)


def test_a_date_never_breaks_between_the_day_and_its_month() -> None:
    assert " 23" not in format_date(datetime(2026, 11, 23, tzinfo=UTC), "en")
    assert "23 " not in format_date(datetime(2026, 11, 23, tzinfo=UTC), "fr-CA")
