"""How a balance is calculated: every entry in order with the balance after it, now and at any moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.credit.ledger import Entry
from chalicelib.services.payments.read_history import History, ReadHistory
from chalicelib.services.ports import PageRequest
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import KIM, apply, assert_consistent, refund, report_dispute, unapply, withdrawn

HOUR = timedelta(hours=1)


def shown(world: World, at: datetime | None = None, page: PageRequest | None = None) -> History:
    return world.services.read_history(world.ledger.credit(ANA), page or PageRequest(100), at)


@pytest.fixture
def told(world: World) -> World:
    """A top-up, and each hour something happens to it: 5,000 then 3,500, 5,000, 3,000, 0."""
    paid = world.paid()
    world.clock.pass_time(HOUR)
    made = apply(world.open, paid, 1_500)
    world.clock.pass_time(HOUR)
    unapply(world.open, made)
    world.clock.pass_time(HOUR)
    refund(world.open, paid, 2_000)
    world.clock.pass_time(HOUR)
    withdrawn_rest(world)
    assert_consistent(world)
    return world


def withdrawn_rest(world: World) -> None:
    (paid,) = world.ledger.all_payments()
    report_dispute(world.open, paid, amount=3_000)


def test_every_history_line_has_time_kind_amount_actor_and_balance(told: World) -> None:
    lines = shown(told).entries.items
    assert [(line.kind, line.amount, line.balance_after, line.actor.id) for line in lines] == [
        ("disputed", -3_000, 0, None),
        ("refunded", -2_000, 3_000, KIM.id),
        ("unapplied", 1_500, 5_000, KIM.id),
        ("applied", -1_500, 3_500, SAM.id),
        ("top_up", 5_000, 5_000, ANA.patient_id),
    ]
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert shown(told).balance == told.ledger.credit(ANA).balance == 0


@pytest.mark.parametrize(
    ("hours", "balance", "lines"), [(-1, 0, 0), (0, 5_000, 1), (1, 3_500, 2), (2, 5_000, 3), (3, 3_000, 4), (99, 0, 5)]
)
@pytest.mark.parametrize("minutes", [0, 59])
def test_at_any_moment_the_balance_is_what_it_was_then(
    told: World, hours: int, balance: int, lines: int, minutes: int
) -> None:
    started = told.ledger.all_entries(ANA)[0].at
    found = shown(told, started + hours * HOUR + timedelta(minutes=minutes))
    assert (found.balance, len(found.entries.items)) == (balance, lines)
    assert sum(line.amount for line in found.entries.items) == balance


def test_the_moment_of_an_entry_includes_it_and_a_millisecond_before_does_not(told: World) -> None:
    for entry in told.ledger.all_entries(ANA):
        assert shown(told, entry.at).balance == entry.balance_after
        before = shown(told, entry.at - timedelta(milliseconds=1))
        assert before.balance == entry.balance_after - entry.amount


def test_a_patient_without_payments_has_an_empty_history(world: World) -> None:
    for at in (None, NOON):
        found = world.services.read_history(world.ledger.credit(BEN), PageRequest(20), at)
        assert (found.entries.items, found.entries.next_cursor, found.balance) == ((), None, 0)


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
@pytest.mark.parametrize("hours", [None, 3])
def test_page_by_page_every_line_is_shown_once_also_in_the_past(told: World, limit: int, hours: int | None) -> None:
    at = told.ledger.all_entries(ANA)[0].at + hours * HOUR if hours is not None else None
    whole, lines, cursor = shown(told, at), list[Entry](), None
    for _ in range(9):
        found = shown(told, at, PageRequest(limit, cursor))
        assert found.balance == whole.balance
        lines += found.entries.items
        cursor = found.entries.next_cursor
        if cursor is None:
            break
    assert tuple(lines) == whole.entries.items


def test_new_entries_do_not_shift_the_pages_of_past_history(told: World) -> None:
    first = shown(told, None, PageRequest(2))
    told.paid(amount=9_000)
    rest = shown(told, None, PageRequest(100, first.entries.next_cursor))
    assert [line.seq for line in (*first.entries.items, *rest.entries.items)] == [5, 4, 3, 2, 1]


def test_finding_a_moment_among_many_lines_takes_few_reads(world: World) -> None:
    paid = world.paid(amount=90_000)
    for number in range(200):
        world.clock.pass_time(timedelta(minutes=1))
        apply(world.open, paid, 1, key=f"key-{number}")
    plan, started = FaultPlan(), world.ledger.all_entries(ANA)[0].at
    ledger = world.guarded(plan).ledger
    found = ReadHistory(ledger=ledger)(world.ledger.credit(ANA), PageRequest(5), started + timedelta(minutes=77))
    assert found.balance == 90_000 - 77
    assert plan.calls.count("entry") <= 10 and plan.calls.count("entries") == 1


def test_two_lines_of_the_same_millisecond_are_both_in_it(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 1_000)
    unapply(world.open, made)
    found = shown(world, world.clock.now())
    assert (len(found.entries.items), found.balance) == (3, 5_000)


def test_one_patients_history_shows_nothing_of_another(world: World) -> None:
    world.paid()
    world.paid(BEN, amount=700)
    assert [line.amount for line in shown(world).entries.items] == [5_000]
    withdrawn(world.open, world.paid(BEN))
    assert [line.amount for line in shown(world).entries.items] == [5_000]
