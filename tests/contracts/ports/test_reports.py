"""Kept days and their lines are read back whole, in the fakes, DynamoDB and S3."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chalicelib.aws.clients import s3_client
from chalicelib.aws.report_files import S3ReportFiles
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import LocationSnapshot, Source
from chalicelib.credit.report_days import DayCell, DayTakings, ReportDay
from chalicelib.credit.reports import UnappliedLine
from chalicelib.dynamodb.report_days import DynamoReportDays
from chalicelib.services.ports.reports import ReportDays, ReportFiles
from tests.contracts.ports.storage import BUCKET, REGION
from tests.fakes.reports import FakeReportDays, FakeReportFiles
from tests.fakes.small import NOON

CLINIC = "clinic_demo"
MAIN = LocationSnapshot("loc_main", "Main Street")
NORTH = LocationSnapshot("loc_north", "Clinique du Nord, étage 2")
FIRST = date(2026, 11, 1)


@pytest.fixture
def days(kind: str, tables: None) -> ReportDays:
    return FakeReportDays() if kind == "fake" else DynamoReportDays()


@pytest.fixture
def files(kind: str, tables: None) -> ReportFiles:
    return FakeReportFiles() if kind == "fake" else S3ReportFiles(BUCKET, s3_client(REGION))


def day(number: int) -> ReportDay:
    return ReportDay(
        day=FIRST + timedelta(days=number),
        ends_at=NOON + timedelta(days=number),
        cells=(
            DayCell(MAIN, "acct_main", Source.CARD_ONLINE, 5_000, {EntryKind.TOP_UP: 5_000}),
            DayCell(NORTH, None, Source.MEMO, -250, {}),
        ),
        takings=DayTakings(5_000, 175, 1, 2),
        voids=((FIRST, 700),),
    )


def line(number: int, **changes: object) -> UnappliedLine:
    usual: dict[str, object] = {
        "patient_id": f"pat.{number}",
        "payment_id": f"pay_{number}",
        "received_on": FIRST,
        "location": MAIN if number % 2 else NORTH,
        "account_id": "acct_main" if number % 2 else None,
        "source": Source.CARD_ONLINE,
        "amount": 5_000,
        "applied": 1_000,
        "refunded": 500,
        "disputed": 0,
        "transferred": -100,
        "unapplied": 3_600,
    }
    return UnappliedLine(**{**usual, **changes})  # type: ignore[arg-type]


def test_kept_days_are_found_by_span_and_from_either_end(days: ReportDays) -> None:
    for number in (2, 0, 1):
        days.keep_report_day(CLINIC, day(number))
    days.keep_report_day("clinic_other", day(5))
    assert list(days.report_days(CLINIC, FIRST, FIRST + timedelta(days=1))) == [day(0), day(1)]
    assert days.latest_report_day(CLINIC, FIRST + timedelta(days=9)) == day(2)
    assert days.latest_report_day(CLINIC, FIRST) == days.earliest_report_day(CLINIC) == day(0)
    assert days.latest_report_day(CLINIC, FIRST - timedelta(days=1)) is None
    assert days.earliest_report_day("clinic_new") is None


def test_the_lines_of_a_day_are_read_back_in_their_order(files: ReportFiles) -> None:
    lines = [line(number) for number in range(5)]
    files.keep_lines(CLINIC, FIRST, lines)
    found = files.lines(CLINIC, FIRST)
    assert found is not None and list(found) == lines
    assert files.lines(CLINIC, FIRST + timedelta(days=1)) is None
    assert files.lines("clinic_other", FIRST) is None


def test_a_day_without_unapplied_credit_has_an_empty_file(files: ReportFiles) -> None:
    files.keep_lines(CLINIC, FIRST, [])
    found = files.lines(CLINIC, FIRST)
    assert found is not None and list(found) == []
