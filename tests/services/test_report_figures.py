"""The figures of each report for one small story, by hand: staff reconcile their own ledger with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.movement_reports import LiabilityGroup, MovementGroup, TakingsTotals
from chalicelib.credit.payment import Source
from chalicelib.credit.reports import GroupBy, UnappliedFilter
from chalicelib.services.pagination import PageRequest
from chalicelib.services.payments.void_payment import VoidRequest
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.world import World
from tests.services.actions import apply

CLINIC, ALL, PAGE = ANA.clinic_id, UnappliedFilter(), PageRequest(10)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))


class Story(World):
    """Monday: 50 paid online, of which 20 is applied. Tuesday: 30 and 7 in cash. Wednesday: the 7 is voided."""

    def __init__(self) -> None:
        super().__init__()
        self.online = self.paid(amount=5_000)
        apply(self.open, self.online, 2_000)
        self.clock.pass_time(timedelta(days=1))
        self.cash = self.recorded(BEN, amount=3_000, location_id="loc_north", received_on=date(2026, 10, 1))
        self.wrong = self.recorded(BEN, amount=700, location_id="loc_north")
        self.clock.pass_time(timedelta(days=1))
        self.services.void_payment(
            VoidRequest(patient=BEN, payment_id=self.wrong.id, reason="typo", actor=SAM, idempotency_key="void-1")
        )


@pytest.fixture(params=["from the ledger", "from kept days"])
def story(request: pytest.FixtureRequest) -> Story:
    made = Story()
    if request.param == "from kept days":
        made.clock.pass_time(-timedelta(days=1))
        made.services.keep_report_days(CLINIC)
        made.clock.pass_time(timedelta(days=1))
    return made


def moved(group: MovementGroup) -> tuple[str | None, str | None, int, dict[EntryKind, int], int]:
    by_kind = {kind: amount for kind, amount in group.by_kind.items() if amount}
    return group.id, group.name, group.opening, by_kind, group.closing


def test_the_movement_of_a_span_leads_from_its_opening_to_its_closing(story: Story) -> None:
    report = story.services.read_reports.credit_movement(CLINIC, (TUESDAY, WEDNESDAY), GroupBy.LOCATION)
    assert (report.first, report.last) == (TUESDAY, WEDNESDAY)
    assert [moved(group) for group in report.groups] == [
        ("loc_main", "Main Street", 3_000, {}, 3_000),
        ("loc_north", "North Clinic", 0, {EntryKind.RECORDED: 3_700, EntryKind.VOIDED: -700}, 3_000),
    ]
    assert moved(report.totals) == (None, None, 3_000, {EntryKind.RECORDED: 3_700, EntryKind.VOIDED: -700}, 6_000)
    whole = story.services.read_reports.credit_movement(CLINIC, (None, None), GroupBy.SOURCE)
    assert (whole.first, whole.last) == (date(2026, 11, 1), WEDNESDAY)
    assert [moved(group) for group in whole.groups] == [
        ("card_online", None, 0, {EntryKind.TOP_UP: 5_000, EntryKind.APPLIED: -2_000}, 3_000),
        ("recorded", None, 0, {EntryKind.RECORDED: 3_700, EntryKind.VOIDED: -700}, 3_000),
    ]


def test_the_liability_of_each_day_is_what_patients_have_at_its_end(story: Story) -> None:
    report = story.services.read_reports.liability(CLINIC, (date(2026, 11, 22), None), GroupBy.ACCOUNT)
    assert report.days == (date(2026, 11, 22), MONDAY, TUESDAY, WEDNESDAY)
    assert report.groups == (
        LiabilityGroup(None, None, (0, 0, 3_700, 3_000)),
        LiabilityGroup("acct_main", None, (0, 3_000, 3_000, 3_000)),
    )


def test_takings_are_what_was_recorded_in_the_span_with_what_was_voided_since(story: Story) -> None:
    totals, page = story.services.read_reports.takings(CLINIC, (MONDAY, TUESDAY), PAGE)
    assert totals == TakingsTotals(MONDAY, TUESDAY, 8_700, 700, 0, 3, 0)
    assert {(line.payment.id, line.recorded_on, line.received_on) for line in page.items} == {
        (story.wrong.id, TUESDAY, TUESDAY),
        (story.cash.id, TUESDAY, date(2026, 10, 1)),
        (story.online.id, MONDAY, MONDAY),
    }
    assert {line.payment.id: (line.fee, line.net) for line in page.items}[story.online.id] == (0, 5_000)
    assert page.next_cursor is None
    totals, page = story.services.read_reports.takings(CLINIC, (TUESDAY, TUESDAY), PageRequest(1))
    assert totals == TakingsTotals(TUESDAY, TUESDAY, 3_700, 700, 0, 2, 0) and page.next_cursor
    rest = story.services.read_reports.takings(CLINIC, (TUESDAY, TUESDAY), PageRequest(9, page.next_cursor))[1]
    assert {line.payment.id for line in (*page.items, *rest.items)} == {story.wrong.id, story.cash.id}


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_fee_on_the_platform_s_account_is_in_the_takings_once_stripe_reported_it(is_kept: bool) -> None:
    story = Story()
    own = replace(story.now(story.online), account_id=None)
    story.ledger.rows.put(("payment", ANA, own.id), own)
    if is_kept:
        story.clock.pass_time(-timedelta(days=1))
        story.services.keep_report_days(CLINIC)
        story.clock.pass_time(timedelta(days=1))
    takings = story.services.read_reports.takings
    totals, page = takings(CLINIC, (MONDAY, MONDAY), PAGE)
    assert (totals.fee, totals.fees_unknown, page.items[0].fee, page.items[0].net) == (0, 1, None, None)
    story.ledger.rows.put(("payment", ANA, own.id), replace(own, stripe_fee=175))
    totals, page = takings(CLINIC, (MONDAY, MONDAY), PAGE)
    assert (totals.fee, totals.fees_unknown, page.items[0].fee, page.items[0].net) == (175, 0, 175, 4_825)


def test_unapplied_credit_is_listed_by_age_and_added_up(story: Story) -> None:
    report, page = story.services.read_reports.unapplied_credit(CLINIC, None, ALL, PAGE)
    assert (report.as_of, report.unapplied, report.patients) == (WEDNESDAY, 6_000, 2)
    assert [(line.payment_id, line.days_open(WEDNESDAY), payment.id) for line, payment in page.items] == [
        (story.cash.id, 55, story.cash.id),
        (story.online.id, 2, story.online.id),
    ]
    assert [amount for _, _, amount in report.by_age] == [3_000, 3_000, 0, 0, 0] and page.next_cursor is None
    before, shown = story.services.read_reports.unapplied_credit(CLINIC, TUESDAY, ALL, PAGE)
    assert (before.unapplied, len(shown.items)) == (6_700, 3)
    first = story.services.read_reports.unapplied_credit(CLINIC, None, ALL, PageRequest(1))[1]
    assert first.next_cursor == page.items[0][0].key and first.items == page.items[:1]
    rest = story.services.read_reports.unapplied_credit(CLINIC, None, ALL, PageRequest(1, first.next_cursor))[1]
    assert (rest.items, rest.next_cursor) == (page.items[1:], None)


@pytest.mark.parametrize(
    ("wanted", "unapplied"),
    [
        (UnappliedFilter(location_id="loc_north"), 3_000),
        (UnappliedFilter(account_id="acct_main"), 3_000),
        (UnappliedFilter(source=Source.MEMO), 0),
        (UnappliedFilter(min_days=2), 6_000),
        (UnappliedFilter(min_days=3), 3_000),
        (UnappliedFilter(min_days=56), 0),
    ],
)
def test_unapplied_credit_is_filtered(wanted: UnappliedFilter, unapplied: int) -> None:
    assert Story().services.read_reports.unapplied_credit(CLINIC, None, wanted, PAGE)[0].unapplied == unapplied


@pytest.mark.parametrize(
    ("span", "field", "message"),
    [
        ((WEDNESDAY, TUESDAY), "to", "must not be before `from`"),
        ((None, date(2026, 11, 26)), "to", "must not be after today"),
        ((date(2025, 11, 24), WEDNESDAY), "from", "must be at most 365 days before `to`"),
    ],
)
def test_a_span_that_cannot_be_reported_is_refused_by_field(span: Any, field: str, message: str) -> None:
    read = Story().services.read_reports
    acts: list[Callable[[], object]] = [
        lambda: read.credit_movement(CLINIC, span, GroupBy.SOURCE),
        lambda: read.liability(CLINIC, span, GroupBy.SOURCE),
        lambda: read.takings(CLINIC, span, PAGE),
    ]
    for act in acts:
        with pytest.raises(Invalid) as refused:
            act()
        assert [(error.field, error.message) for error in refused.value.errors] == [(field, message)]
    assert read.credit_movement(CLINIC, (date(2025, 11, 25), None), GroupBy.SOURCE).first == date(2025, 11, 25)


def test_unapplied_credit_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(Invalid, match="as_of: must not be after today"):
        Story().services.read_reports.unapplied_credit(CLINIC, date(2026, 11, 26), ALL, PAGE)
