"""Dates as people on both sides of the language line write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chalicelib.credit.time_zones import time_zone
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
        ("America/Vancouver", datetime(2026, 11, 27, 0, 13, 11, tzinfo=UTC), "November 26, 2026", "5:13 PM UTC−07:00"),
        ("America/Vancouver", datetime(2026, 11, 27, 7, 30, tzinfo=UTC), "November 27, 2026", "12:30 AM UTC−07:00"),
        ("America/Vancouver", datetime(2026, 7, 1, 19, 0, tzinfo=UTC), "July 1, 2026", "12:00 PM PDT"),
        ("America/Yellowknife", datetime(2027, 1, 15, 18, 0, tzinfo=UTC), "January 15, 2027", "12:00 PM UTC−06:00"),
        ("America/Los_Angeles", datetime(2026, 11, 27, 0, 13, 11, tzinfo=UTC), "November 26, 2026", "4:13 PM PST"),
        ("America/Sao_Paulo", datetime(2026, 3, 9, 12, 0, tzinfo=UTC), "March 9, 2026", "9:00 AM UTC−03:00"),
    ],
)
def test_an_english_reader_sees_the_clinics_date_and_time(zone: str, utc: datetime, date: str, time: str) -> None:
    assert said(utc.astimezone(time_zone(zone)), "en") == (date, time)


@pytest.mark.parametrize(
    ("zone", "utc", "date", "time"),
    [
        (TORONTO, OVERLAP, "1er novembre 2026", "1 h 05 HAE"),
        (TORONTO, OVERLAP.replace(hour=6), "1er novembre 2026", "1 h 05 HNE"),
        ("America/St_Johns", datetime(2026, 8, 2, 14, 30, tzinfo=UTC), "2 août 2026", "12 h 00 HAT"),
        ("America/Regina", datetime(2026, 2, 28, 6, 0, tzinfo=UTC), "28 février 2026", "0 h 00 HNC"),
        ("America/Vancouver", datetime(2026, 11, 27, 0, 13, 11, tzinfo=UTC), "26 novembre 2026", "17 h 13 UTC−07:00"),
        ("America/Vancouver", datetime(2026, 7, 1, 19, 0, tzinfo=UTC), "1er juillet 2026", "12 h 00 HAP"),
        ("America/Los_Angeles", datetime(2026, 11, 27, 0, 13, 11, tzinfo=UTC), "26 novembre 2026", "16 h 13 HNP"),
        ("America/Phoenix", datetime(2026, 11, 27, 0, 0, tzinfo=UTC), "26 novembre 2026", "17 h 00 HNR"),
        ("America/Anchorage", datetime(2026, 12, 25, 20, 9, tzinfo=UTC), "25 décembre 2026", "11 h 09 HNAK"),
        ("Europe/London", datetime(2026, 12, 25, 20, 9, tzinfo=UTC), "25 décembre 2026", "20 h 09 GMT"),
    ],
)
def test_a_french_reader_sees_the_clinics_date_and_time(zone: str, utc: datetime, date: str, time: str) -> None:
    assert said(utc.astimezone(time_zone(zone)), "fr-CA") == (date, time)


def test_a_date_never_breaks_between_the_day_and_its_month() -> None:
    assert " 23" not in format_date(datetime(2026, 11, 23, tzinfo=UTC), "en")
    assert "23 " not in format_date(datetime(2026, 11, 23, tzinfo=UTC), "fr-CA")
