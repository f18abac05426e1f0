"""Days that are over are kept each night: reports read them, and say the same as the ledger does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.aws.report_files import decode, encode
from chalicelib.credit.movement_reports import MovementReport
from chalicelib.credit.payment import Source
from chalicelib.credit.reports import GroupBy, UnappliedFilter, unapplied_line, unapplied_report
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.pagination import PageRequest
from chalicelib.services.payments.void_payment import VoidRequest
from chalicelib.services.reports.keep_report_days import UnbalancedDay
from chalicelib.services.reports.read_days import ReadDays
from chalicelib.services.reports.read_reports import ReadReports
from tests.effort import effort
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.reports import FakeReportDays, FakeReportFiles
from tests.fakes.world import World
from tests.figures import Figure

CLINIC = ANA.clinic_id
DAY = timedelta(days=1)
ALL = UnappliedFilter()
MANY = 100_000


class NoLedger:
    """A ledger that fails a test which reads it."""


class Nights(World):
    """A world whose days pass, and what its reports say with the kept days and without any."""

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def next_day(self) -> None:
        self.clock.pass_time(DAY)
        self.services.keep_report_days(CLINIC)

    def from_the_ledger(self) -> ReadReports:
        return replace(self, report_days=FakeReportDays(), report_files=FakeReportFiles()).services.read_reports

    def check(self) -> None:
        """Fail unless every report of every day is the same from the days that were kept as from the ledger."""
        kept, computed = self.services.read_reports, self.from_the_ledger()
        page = PageRequest(100)
        for day in (self.today - DAY * ago for ago in range(6)):
            assert kept.unapplied_credit(CLINIC, day, ALL, page) == computed.unapplied_credit(CLINIC, day, ALL, page)
            for group_by in GroupBy:
                span = day, self.today
                one, other = (read.credit_movement(CLINIC, span, group_by) for read in (kept, computed))
                assert amounts(one) == amounts(other)
                assert kept.liability(CLINIC, span, group_by) == computed.liability(CLINIC, span, group_by)
            assert kept.takings(CLINIC, (day, day), page) == computed.takings(CLINIC, (day, day), page)


def amounts(report: MovementReport) -> object:
    """Groups that neither had credit nor moved are left out: a kept day has none."""
    shown = (each for each in report.groups if each.closing or any(each.by_kind.values()))
    return [(each.id, each.closing, each.by_kind) for each in shown]


@pytest.fixture
def nights() -> Nights:
    return Nights()


def test_reports_say_the_same_from_kept_days_as_from_the_ledger(nights: Nights) -> None:
    nights.paid()
    old = nights.recorded(BEN)
    nights.next_day()
    nights.recorded(location_id="loc_north", source=Source.MEMO, reason="late appointment")
    nights.next_day()
    nights.services.void_payment(
        VoidRequest(patient=BEN, payment_id=old.id, reason="twice", actor=SAM, idempotency_key="void-1")
    )
    nights.next_day()
    nights.clock.pass_time(DAY)
    nights.next_day()
    nights.paid(BEN)
    nights.check()
    assert len(nights.report_days.kept) == 5


def test_a_kept_day_is_read_without_the_ledger(nights: Nights) -> None:
    nights.paid()
    nights.next_day()
    yesterday = nights.today - DAY
    without = ReadDays(ledger=NoLedger(), days=nights.report_days, files=nights.report_files)  # type: ignore[arg-type]
    zone = time_zone("America/Toronto")
    assert [line.unapplied for line in without.lines(CLINIC, yesterday, zone)] == [5_000]
    assert [day.closing for day in without.each(CLINIC, (yesterday, yesterday), zone)] == [5_000]


def test_earlier_days_are_kept_by_the_operators_command_and_a_run_is_resumed(nights: Nights) -> None:
    nights.paid()
    nights.clock.pass_time(DAY * 4)
    nights.services.keep_report_days(CLINIC)
    first = nights.today - DAY * 4
    run = nights.services.keep_report_days.back_to(CLINIC, first)
    assert next(run) == nights.today - DAY * 2
    rest = list(nights.services.keep_report_days.back_to(CLINIC, first))
    assert rest == [nights.today - DAY * 3, first]
    assert list(nights.services.keep_report_days.back_to(CLINIC, first)) == []
    nights.check()


def test_a_day_that_does_not_add_up_is_not_kept_and_can_be_replaced(nights: Nights) -> None:
    nights.paid()
    nights.next_day()
    key = CLINIC, nights.today - DAY
    nights.report_files.files[key] = tuple(replace(line, unapplied=1) for line in nights.report_files.files[key])
    nights.clock.pass_time(DAY)
    with pytest.raises(UnbalancedDay):
        nights.services.keep_report_days(CLINIC)
    assert len(nights.report_days.kept) == 1
    assert list(nights.services.keep_report_days.back_to(CLINIC, key[1], again=True)) == [key[1] + DAY, key[1]]
    nights.check()


def test_a_fee_that_stripe_reports_late_is_in_the_totals_of_its_day(nights: Nights) -> None:
    made = nights.paid()
    nights.ledger.save(made.changed(account_id=None, stripe_fee=None))
    nights.next_day()
    day = nights.today - DAY

    def fees() -> tuple[int, int]:
        totals, _ = nights.services.read_reports.takings(CLINIC, (day, day), PageRequest(10))
        return totals.fee, totals.fees_unknown

    assert fees() == (0, 1)
    current = nights.ledger.payment(made.patient, made.id)
    assert current is not None
    nights.ledger.save(current.changed(stripe_fee=175))
    assert fees() == (175, 0)


def test_the_lines_of_a_large_clinic_are_reported_in_a_moment(figure: Figure) -> None:
    """Before the first byte there are also the file's way from S3 and a page of payments; `make bench` holds both."""
    one = unapplied_line(Nights().paid(), time_zone("America/Toronto"))
    first = one.received_on
    many = [
        replace(one, payment_id=f"pay_{number:026}", received_on=first - DAY * (number % 900)) for number in range(MANY)
    ]
    content = encode(sorted(many, key=lambda line: line.key))

    def reported() -> tuple[int, int, int]:
        report = unapplied_report(decode(content), first, UnappliedFilter(min_days=91))
        return report.unapplied, report.patients, sum(amount for _, _, amount in report.by_age)

    spent = effort(reported)
    figure(f"a report of {MANY:,} payments, from its file: {spent}")
    unapplied = sum(line.unapplied for line in many if line.days_open(first) > 90)
    assert spent.value == (unapplied, 1, unapplied)
    assert spent.loops < 600
