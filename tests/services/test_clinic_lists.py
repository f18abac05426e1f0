"""A clinic's list of payments: its pages, its days and what it adds up to; and a patient's invoices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.credit.payment import Payment, Source
from chalicelib.services.invoices.list_invoices import ListInvoices
from chalicelib.services.pagination import Page, PageRequest, PaymentFilter, all_items
from chalicelib.services.payments import list_payments
from chalicelib.services.payments.list_payments import ListPayments, PaymentTotals
from tests.fakes.examples import ANA, BEN, invoice, maple
from tests.fakes.faults import FaultPlan
from tests.fakes.world import World
from tests.services.actions import apply

CLINIC, ALL_DAYS, ALL = maple().profile, (None, None), PaymentFilter()
MONDAY = date(2026, 11, 23)


class Lists:
    """See services.ports.PaymentLists: a clinic with `number` payments of which a page finds `found` of 100."""

    def __init__(self, payment: Payment, number: int, found: int = 100) -> None:
        self.payment, self.number, self.found = payment, number, found
        self.limits: list[int] = []
        self.wanted: list[PaymentFilter] = []

    def clinic_payments(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
        assert clinic_id == CLINIC.id
        self.limits.append(page.limit)
        self.wanted.append(wanted)
        begin = int(page.cursor or "0")
        end = min(begin + page.limit, self.number)
        count = (end - begin) * self.found // 100
        return Page((self.payment,) * count, str(end) if end < self.number else None)


def test_the_newest_payments_come_first_and_pages_join(world: World) -> None:
    paid = [world.paid() for _ in range(3)]
    world.started()
    world.paid(BEN)
    read = ListPayments(payments=world.ledger)
    first = read(CLINIC, PageRequest(2), ALL, ALL_DAYS)
    rest = read(CLINIC, PageRequest(2, first.next_cursor), ALL, ALL_DAYS)
    assert {each.id for each in (*first.items, *rest.items)} >= {each.id for each in paid}
    assert (len(first.items), len(rest.items), rest.next_cursor) == (2, 2, None)


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ((MONDAY, MONDAY), 1),
        ((MONDAY, date(2026, 11, 24)), 2),
        ((date(2026, 11, 24), None), 1),
        ((None, date(2026, 11, 22)), 0),
        ((date.min, date.max), 2),
        ((None, MONDAY), 1),
    ],
)
def test_days_are_the_clinic_s_and_both_included(
    world: World, days: tuple[date | None, date | None], shown: int
) -> None:
    """Toronto's Monday ends at five in the morning of UTC."""
    world.clock.pass_time(timedelta(hours=16, minutes=59))
    world.paid()
    world.clock.pass_time(timedelta(minutes=1))
    world.paid()
    assert len(ListPayments(payments=world.ledger)(CLINIC, PageRequest(9), ALL, days).items) == shown


def test_days_that_end_before_they_begin_are_refused(world: World) -> None:
    read = ListPayments(payments=world.ledger)
    for act in (read, read.with_totals):
        with pytest.raises(Invalid) as refused:
            act(CLINIC, PageRequest(9), ALL, (MONDAY, date(2026, 11, 22)))
        assert [(each.field, each.message) for each in refused.value.errors] == [("to", "must not be before `from`")]


def test_totals_are_those_of_the_whole_list_and_of_what_is_filtered(world: World) -> None:
    paid = [world.paid(amount=amount) for amount in (1_000, 2_000, 4_000)]
    apply(world.open, paid[1], 500)
    recorded = world.recorded(amount=8_000)
    read = ListPayments(payments=world.ledger)
    whole = PaymentTotals(payments=4, amount=15_000, unapplied=14_500)
    first, totals = read.with_totals(CLINIC, PageRequest(2), ALL, ALL_DAYS)
    assert (len(first.items), totals) == (2, whole)
    rest, totals = read.with_totals(CLINIC, PageRequest(2, first.next_cursor), ALL, ALL_DAYS)
    assert (len(rest.items), totals) == (2, whole)
    only = PaymentFilter(source=Source.RECORDED)
    found, totals = read.with_totals(CLINIC, PageRequest(2), only, ALL_DAYS)
    assert ([each.id for each in found.items], totals) == ([recorded.id], PaymentTotals(1, 8_000, 8_000))


def test_a_first_page_with_totals_reads_each_payment_once(world: World) -> None:
    for _ in range(3):
        world.paid()
    plan = FaultPlan()
    read = ListPayments(payments=plan.guard(world.ledger))
    found, totals = read.with_totals(CLINIC, PageRequest(5), ALL, ALL_DAYS)
    assert (len(found.items), totals and totals.payments, plan.calls) == (3, 3, ["clinic_payments"])


def test_a_page_of_a_rare_filter_is_filled_from_at_most_ten_parts(world: World) -> None:
    payment = world.paid()
    lists = Lists(payment, 100_000, found=10)
    page = ListPayments(payments=lists)(CLINIC, PageRequest(30), ALL, ALL_DAYS)  # type: ignore[arg-type]
    assert (len(page.items), page.next_cursor) == (sum(each // 10 for each in lists.limits), str(sum(lists.limits)))
    assert len(lists.limits) == 10
    assert lists.limits[:2] == [30, 27]


@pytest.mark.parametrize(("number", "adds_up"), [(5_000, True), (5_001, False)])
@pytest.mark.parametrize("cursor", [None, "20"])
def test_totals_are_of_at_most_five_thousand_payments(
    world: World, number: int, adds_up: bool, cursor: str | None
) -> None:
    payment = world.paid()
    lists = Lists(payment, number)
    page, totals = ListPayments(payments=lists).with_totals(  # type: ignore[arg-type]
        CLINIC, PageRequest(20, cursor), ALL, (MONDAY, None)
    )
    assert len(page.items) == 20
    assert totals == (PaymentTotals(5_000, 5_000 * 5_000, 5_000 * 5_000) if adds_up else None)
    assert max(lists.limits) == list_payments.PART == 500 and len({wanted.since for wanted in lists.wanted}) == 1
    assert lists.wanted[0].since == datetime.fromisoformat("2026-11-23T05:00:00+00:00")


def test_a_filter_takes_what_it_names_and_nothing_else(world: World) -> None:
    payment = replace(world.paid(), patient_name="Ana Núñez")
    paid_at = payment.paid_at
    assert paid_at is not None
    takes = [
        PaymentFilter(),
        PaymentFilter(unapplied=True),
        PaymentFilter(location_id="loc_main", account_id="acct_main", source=Source.CARD_ONLINE),
        PaymentFilter(since=paid_at, until=paid_at + timedelta(milliseconds=1)),
        PaymentFilter(q="nun an"),
        PaymentFilter(q=" pat_ana "),
    ]
    leaves = [
        PaymentFilter(location_id="loc_north"),
        PaymentFilter(account_id="acct_north"),
        PaymentFilter(source=Source.MEMO),
        PaymentFilter(since=paid_at + timedelta(milliseconds=1)),
        PaymentFilter(until=paid_at),
        PaymentFilter(q="ben"),
        PaymentFilter(q="pat_an"),
    ]
    assert [each.takes(payment) for each in (*takes, *leaves)] == [True] * len(takes) + [False] * len(leaves)
    assert not PaymentFilter(unapplied=True).takes(replace(payment, applied=5_000))
    assert not PaymentFilter().takes(world.started())


def test_all_items_of_a_list_are_read_page_by_page_and_no_further_than_needed() -> None:
    asked: list[PageRequest] = []

    def read(page: PageRequest) -> Page[int]:
        asked.append(page)
        begin = int(page.cursor or "0")
        return Page(tuple(range(begin, begin + page.limit)), str(begin + page.limit) if begin < 4 else None)

    assert list(all_items(read, 2)) == list(range(6))
    assert asked == [PageRequest(2, None), PageRequest(2, "2"), PageRequest(2, "4")]
    asked.clear()
    assert next(all_items(read)) == 0 and asked == [PageRequest(100, None)]


def test_invoices_are_listed_by_the_day_they_were_issued(world: World) -> None:
    sent_ones: list[dict[str, Any]] = [
        {"issued_on": date(2026, 1, 2)},
        {"issued_on": date(2026, 1, 3), "is_void": True},
        {"issued_on": date(2026, 1, 3), "label": "Übung"},
        {"issued_on": date(2026, 1, 1), "credited": 12_000},
    ]
    for number, changes in enumerate(sent_ones):
        sent = invoice(f"inv_{number}", number=f"N-{number}", **changes)
        world.ledger.rows.put(("invoice", ANA, sent.id), sent)
    read = ListInvoices(ledger=world.ledger)
    assert [each.id for each in read(ANA, PageRequest(9)).items] == ["inv_2", "inv_1", "inv_0", "inv_3"]
    assert [each.id for each in read(ANA, PageRequest(9), is_open=True).items] == ["inv_2", "inv_0"]
    assert [each.id for each in read(ANA, PageRequest(9), query="ubung").items] == ["inv_2"]
    first = read(ANA, PageRequest(2))
    assert (len(first.items), first.next_cursor) == (2, "2026-01-03#inv_1")
    rest = read(ANA, PageRequest(2, first.next_cursor))
    assert ([each.id for each in rest.items], rest.next_cursor) == (["inv_0", "inv_3"], None)


def test_invoices_of_a_patient_who_is_not_known_are_not_found(world: World) -> None:
    read = ListInvoices(ledger=world.ledger)
    with pytest.raises(NotFound, match="Patient not found"):
        read(ANA, PageRequest(9))
    world.paid()
    assert read(ANA, PageRequest(9)) == Page((), None)
