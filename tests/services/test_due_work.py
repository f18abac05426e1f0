"""Each work item has a message when it is due, and a lost message loses no work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.cursor import Cursor
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.schedule import FIRST_CHECK_AFTER, GIVE_UP_AFTER, OVERDUE_AFTER, SECOND_CHECK_AFTER, SOON
from chalicelib.services.due_work.send_due_work import CURSOR
from chalicelib.services.ports import DueItem, WorkItem
from tests.fakes.examples import ANA, payment
from tests.fakes.faults import FaultPlan
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import refund

MINUTE = timedelta(minutes=1)
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def world() -> World:
    return World()


def in_the_ledger(world: World, due_in: timedelta) -> DueItem:
    made = payment(next_check_at=NOON + due_in)
    world.ledger.add(made)
    return DueItem(WorkItem(made.patient, made.id), NOON + due_in)


@pytest.mark.parametrize(("due_in", "sends"), [(timedelta(0), 1), (FIVE_MINUTES, 1), (SOON, 1), (SOON + MINUTE, 0)])
def test_what_is_due_soon_has_its_message_with_the_commit(world: World, due_in: timedelta, sends: int) -> None:
    world.services.send_soon_due([in_the_ledger(world, due_in)])
    assert world.messages.sent == sends


@pytest.mark.parametrize("due_in", [SOON + MINUTE, SECOND_CHECK_AFTER, GIVE_UP_AFTER])
def test_what_is_due_later_has_one_message_in_time_from_the_schedule(world: World, due_in: timedelta) -> None:
    due = in_the_ledger(world, due_in)
    while not world.messages.waiting:
        world.services.send_due_work()
        world.clock.pass_time(FIVE_MINUTES)
    assert world.clock.now() - FIVE_MINUTES < due.due_at
    for _ in range(12):
        world.services.send_due_work()
        world.clock.pass_time(FIVE_MINUTES)
    assert (world.messages.waiting, world.messages.sent) == ([due], 1)


def test_what_the_stream_has_sent_the_schedule_does_not_send_again(world: World) -> None:
    world.services.send_due_work()
    world.clock.pass_time(FIVE_MINUTES - MINUTE)
    started = world.started()
    assert started.next_check_at is not None
    world.services.send_soon_due([DueItem(WorkItem(ANA, started.id), started.next_check_at)])
    for _ in range(3):
        world.clock.pass_time(MINUTE)
        world.services.send_due_work()
    assert world.messages.sent == 1


def test_more_than_one_run_sends_is_sent_by_the_next(world: World) -> None:
    for number in range(5):
        world.ledger.add(payment(f"pay_{number}", next_check_at=NOON + number * MINUTE + MINUTE))
    assert [world.services.send_due_work(limit=2) for _ in range(3)] == [2, 2, 1]
    assert len({each.item for each in world.messages.waiting}) == 5


def test_a_cursor_ahead_of_the_clock_stops_nothing(world: World) -> None:
    world.cursors.advance(CURSOR, Cursor(at=NOON + timedelta(days=30)))
    in_the_ledger(world, FIVE_MINUTES)
    assert world.services.send_due_work() == 1


def test_a_process_that_dies_before_it_sends_loses_nothing(world: World) -> None:
    started = world.started()
    world.stripe.pay(str(started.payment_intent_id))
    world.clock.pass_time(FIRST_CHECK_AFTER + OVERDUE_AFTER)
    world.services.sweep(overdue=OVERDUE_AFTER)
    assert world.now(started).status is PaymentStatus.SUCCEEDED


def test_the_sweep_leaves_to_the_workers_what_is_due_for_a_moment(world: World) -> None:
    started = world.started()
    world.clock.pass_time(FIRST_CHECK_AFTER + OVERDUE_AFTER - MINUTE)
    plan = FaultPlan()
    world.guarded(plan).services.sweep(overdue=OVERDUE_AFTER)
    assert "outcome" not in plan.calls and world.now(started).next_check_at == started.next_check_at


def test_a_message_that_comes_twice_or_early_asks_stripe_once(world: World) -> None:
    started = world.started()
    item, plan = WorkItem(ANA, started.id), FaultPlan()
    services = world.guarded(plan).services
    services.work_off([item])
    world.clock.pass_time(FIRST_CHECK_AFTER)
    for _ in range(3):
        services.work_off([item, item])
    assert plan.calls.count("outcome") == 1


def test_an_abandoned_top_up_costs_three_looks_and_three_messages(world: World) -> None:
    plan = FaultPlan()
    services = world.guarded(plan).services
    services.send_due_work()
    started = world.started()
    assert started.next_check_at is not None
    services.send_soon_due([DueItem(WorkItem(ANA, started.id), started.next_check_at)])
    while world.now(started).is_open:
        services.send_due_work()
        services.work_off(world.messages.taken(world.clock.now()))
        world.clock.pass_time(FIVE_MINUTES)
    assert (plan.calls.count("outcome"), world.messages.sent) == (3, 3)
    assert world.clock.now() - started.created_at < GIVE_UP_AFTER + 2 * FIVE_MINUTES


def test_the_longest_due_item_sets_the_age(world: World) -> None:
    assert world.services.measure_due_work() == 0
    world.started()
    world.clock.pass_time(FIRST_CHECK_AFTER)
    world.started()
    world.clock.pass_time(2 * FIRST_CHECK_AFTER)
    assert world.services.measure_due_work() == 600


def test_a_refund_and_a_top_up_wait_in_different_queues(world: World) -> None:
    paid = world.paid()
    made = refund(world.open, paid, 500)
    assert WorkItem(ANA, paid.id).can_wait and not WorkItem(ANA, paid.id, made.id).can_wait
    assert not WorkItem.of_invoice(ANA, "inv_1").can_wait and not WorkItem.of_merge(ANA).can_wait
