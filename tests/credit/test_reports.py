"""Reports tie: opening and movement make closing, which is the unapplied credit of that day; takings are part of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.credit.identity import SERVICE
from chalicelib.credit.ledger import EntryKind, post
from chalicelib.credit.movement_reports import (
    MovementReport,
    liability_report,
    movement_report,
    takings_line,
    takings_totals,
)
from chalicelib.credit.payment import Payment, PaymentStatus, Source
from chalicelib.credit.report_days import ReportDay, cells_before, days_since
from chalicelib.credit.reports import (
    CHANGES,
    GroupBy,
    Line,
    UnappliedFilter,
    UnappliedLine,
    UnappliedReport,
    carried,
    day_end,
    day_start,
    recorded_on,
    unapplied_lines,
    unapplied_report,
    undo_later,
)
from chalicelib.credit.sources import RULES, rules_of
from chalicelib.credit.time_zones import time_zone
from tests.credit.ledger_builder import PureLedger
from tests.fakes.examples import payment
from tests.fakes.small import NOON

TORONTO = time_zone("America/Toronto")
DAY_0 = NOON.astimezone(TORONTO).date()
DAYS = 12
SOURCES = [Source.CARD_ONLINE, Source.RECORDED, Source.MEMO, Source.OPENING_BALANCE]
REVERSED = {EntryKind.UNAPPLIED, EntryKind.REFUND_FAILED, EntryKind.DISPUTE_WON}
Step = tuple[int, str, EntryKind, int, Source]

steps: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(
        st.integers(0, 30 * 60),
        st.sampled_from(["pay_1", "pay_2", "pay_3"]),
        st.sampled_from(sorted(CHANGES)),
        st.integers(1, 6_000),
        st.sampled_from(SOURCES),
    ),
    max_size=25,
)


def day(number: int) -> date:
    return DAY_0 + timedelta(days=number)


def ledger_of(history: list[Step]) -> PureLedger:
    """A ledger with these changes, each some minutes after the one before."""
    ledger, at = PureLedger(), NOON
    for minutes, payment_id, kind, amount, source in history:
        at = min(at + timedelta(minutes=minutes), day_end(day(DAYS), TORONTO) - timedelta(seconds=1))
        if payment_id not in ledger.payments:
            open_payment(ledger, payment_id, source, at)
        before = ledger.payments[payment_id]
        part = CHANGES[kind]
        moved = min(amount, getattr(before, part)) * -1 if kind in REVERSED else amount
        after = before.changed(**{part: getattr(before, part) + moved})
        ledger.commit(post(ledger.credit, before, after, kind=kind, actor=SERVICE, at=at))
    return ledger


def open_payment(ledger: PureLedger, payment_id: str, source: Source, at: datetime) -> None:
    started = payment(payment_id, source=source, amount=5_000, created_at=at)
    ledger.payments[payment_id] = started
    succeeded = started.changed(status=PaymentStatus.SUCCEEDED, succeeded_at=at)
    kind = RULES[source].entry_kind
    ledger.commit(post(ledger.credit, started, succeeded, kind=kind, actor=SERVICE, at=at))


def lines_since(ledger: PureLedger, since: datetime) -> list[Line]:
    return [(entry, ledger.payments[entry.payment_id]) for entry in ledger.entries if entry.at >= since]


def unapplied_now(ledger: PureLedger) -> list[Payment]:
    return [each for each in ledger.payments.values() if each.unapplied]


def lines_on(ledger: PureLedger, as_of: date) -> list[UnappliedLine]:
    later = lines_since(ledger, day_end(as_of, TORONTO))
    return unapplied_lines(undo_later(unapplied_now(ledger), later), TORONTO)


def unapplied_on(ledger: PureLedger, as_of: date, **wanted: object) -> UnappliedReport:
    return unapplied_report(lines_on(ledger, as_of), as_of, UnappliedFilter(**wanted))  # type: ignore[arg-type]


def days_of(ledger: PureLedger, first: int, last: int) -> list[ReportDay]:
    lines = lines_since(ledger, day_start(day(first), TORONTO))
    before = cells_before(unapplied_now(ledger), lines)
    return list(days_since(before, lines, map(day, range(first, last + 1)), TORONTO))


def movement(ledger: PureLedger, first: int, last: int, group_by: GroupBy = GroupBy.SOURCE) -> MovementReport:
    return movement_report(days_of(ledger, first, last), group_by)


@given(steps, st.integers(0, DAYS), st.integers(0, DAYS), st.sampled_from(GroupBy))
def test_opening_and_movement_make_the_unapplied_credit_of_both_days(
    history: list[Step], first: int, length: int, group_by: GroupBy
) -> None:
    ledger = ledger_of(history)
    last = min(first + length, DAYS)
    report = movement(ledger, first, last, group_by)
    assert report.totals.closing == unapplied_on(ledger, day(last)).unapplied
    assert report.totals.opening == unapplied_on(ledger, day(first - 1)).unapplied
    posted = [entry for entry in ledger.entries if entry.at < day_end(day(last), TORONTO)]
    assert report.totals.closing == sum(entry.amount for entry in posted)


@given(steps, st.integers(0, DAYS))
def test_every_day_of_a_ledger_can_be_read_later(history: list[Step], number: int) -> None:
    ledger = ledger_of(history)
    report = unapplied_on(ledger, day(number))
    for line in report.lines:
        mine = [entry for entry in ledger.entries if entry.payment_id == line.payment_id]
        amount = sum(entry.amount for entry in mine if entry.at < day_end(day(number), TORONTO))
        assert amount == line.unapplied
    assert sum(amount for _, _, amount in report.by_age) == report.unapplied


@given(steps, st.integers(0, DAYS))
def test_takings_are_what_the_movement_shows_as_paid_in(history: list[Step], first: int) -> None:
    ledger = ledger_of(history)
    days, span = days_of(ledger, first, DAYS), (day(first), day(DAYS))
    takings = takings_totals(days, span)
    by_kind = movement_report(days, GroupBy.SOURCE).totals.by_kind
    assert takings.amount == by_kind[EntryKind.TOP_UP] + by_kind[EntryKind.RECORDED]
    taken = [
        each
        for each in ledger.payments.values()
        if rules_of(each).is_takings and day(first) <= recorded_on(each, TORONTO) <= day(DAYS)
    ]
    assert (takings.payments, takings.voided) == (len(taken), sum(each.voided for each in taken))


@given(steps, st.integers(0, DAYS - 1), st.integers(1, DAYS))
def test_a_day_that_was_kept_leads_to_the_same_later_days(history: list[Step], kept: int, length: int) -> None:
    """A kept day is never computed again: later days are carried on from it."""
    ledger = ledger_of(history)
    last = min(kept + length, DAYS)
    before, *computed = days_of(ledger, kept, last)
    since = lines_since(ledger, before.ends_at)
    carried_on = days_since(before.cells, since, map(day, range(kept + 1, last + 1)), TORONTO)
    assert [(each.closing, each.takings, each.voids) for each in carried_on] == [
        (each.closing, each.takings, each.voids) for each in computed
    ]
    lines = carried(lines_on(ledger, day(kept)), since, day_end(day(last), TORONTO), TORONTO)
    assert lines == lines_on(ledger, day(last))
    assert sum(line.unapplied for line in lines) == computed[-1].closing


@given(steps)
def test_the_credit_of_each_day_is_its_liability(history: list[Step]) -> None:
    ledger = ledger_of(history)
    report = liability_report(days_of(ledger, 0, DAYS), GroupBy.SOURCE)
    for at, as_of in enumerate(report.days):
        assert sum(group.closing[at] for group in report.groups) == unapplied_on(ledger, as_of).unapplied


def test_credit_has_the_age_of_the_day_it_was_received() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1")
    ledger.paid("pay_2", received_on=DAY_0 - timedelta(days=90))
    ledger.paid("pay_3", received_on=DAY_0 - timedelta(days=400))
    report = unapplied_on(ledger, day(1))
    assert [line.days_open(day(1)) for line in report.lines] == [401, 91, 1]
    assert [amount for _, _, amount in report.by_age] == [5_000, 0, 0, 5_000, 5_000]
    assert [line.payment_id for line in unapplied_on(ledger, day(1), min_days=91).lines] == ["pay_3", "pay_2"]


def test_a_fee_that_stripe_has_not_reported_is_unknown_and_not_zero() -> None:
    ledger = PureLedger()
    ledger.paid("pay_1", account_id=None)
    ledger.paid("pay_2", account_id=None, stripe_fee=175)
    ledger.paid("pay_3", account_id="acct_main", application_fee=100, stripe_fee=175)
    lines = [takings_line(each, TORONTO) for each in ledger.payments.values()]
    assert [(line.fee, line.net) for line in lines] == [(None, None), (175, 4_825), (100, 4_900)]
    takings = takings_totals(days_of(ledger, 0, 0), (DAY_0, DAY_0))
    assert (takings.fee, takings.fees_unknown) == (275, 1)
