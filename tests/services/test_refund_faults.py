"""Refunds under rivals, faults, lost responses and misplaced reports: made once or released once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import InsufficientCredit, NotAllowed, NotFound, Unavailable
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.records import Refund, RefundStatus
from chalicelib.credit.schedule import GIVE_UP_AFTER
from chalicelib.services.ports import WorkItem
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    FailOn,
    InterleaveAt,
    apply,
    assert_consistent,
    refund,
    report_refund,
    result_of,
    withdrawn,
)

PENDING, SUCCEEDED, FAILED = RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED
CALLS = 9
SOON = timedelta(minutes=6)


def refund_lines(world: World) -> list[int]:
    kinds = (EntryKind.REFUNDED, EntryKind.REFUND_FAILED)
    return [entry.amount for entry in world.ledger.all_entries(ANA) if entry.kind in kinds]


def the_refund(world: World, made: Refund) -> Refund:
    found = world.ledger.record(made.patient, made.payment_id, made.id)
    assert isinstance(found, Refund)
    return found


def at_stripe(world: World) -> int:
    """Return the sum that left Stripe for cards, in cents."""
    return sum(report.amount for report in world.stripe.refunds.values() if report.status is not FAILED)


@pytest.mark.parametrize("is_kept", [True, False])
def test_only_a_failure_that_stripe_keeps_gives_a_refund_another_key(world: World, is_kept: bool) -> None:
    """After another failure, a request under the same key that is still in flight could make the refund."""
    paid = world.paid()
    world.stripe.refund_failures = [is_kept]
    made = refund(world.open, paid, 2_000)
    assert (made.status, the_refund(world, made).attempt) == (PENDING, int(is_kept))
    world.clock.pass_time(SOON)
    world.open.services.sweep()
    assert (the_refund(world, made).status, at_stripe(world)) == (SUCCEEDED, 2_000)


@pytest.mark.parametrize("when", When)
def test_the_sweep_completes_a_refund_whose_response_was_lost(world: World, when: When) -> None:
    paid = world.paid()
    made = refund(world.guarded(FailOn("refund", when)), paid, 2_000)
    assert (made.status, world.ledger.credit(ANA).balance) == (PENDING, 3_000)
    world.clock.pass_time(SOON)
    assert world.open.services.sweep().counts["refund"] == 1
    assert the_refund(world, made).status is SUCCEEDED
    assert (at_stripe(world), len(world.stripe.refunds), refund_lines(world)) == (2_000, 1, [-2_000])
    assert_consistent(world)


def test_a_refund_unknown_to_stripe_after_a_day_is_released(world: World) -> None:
    made = refund(world.guarded(FailOn("refund", When.BEFORE)), world.paid(), 2_000)
    world.clock.pass_time(GIVE_UP_AFTER)
    plan = FaultPlan()
    world.guarded(plan).services.sweep()
    assert plan.calls.count("refund") == 0 and world.stripe.refunds == {}
    assert (the_refund(world, made).failure, world.ledger.credit(ANA).balance) == ("never_reached_stripe", 5_000)
    assert_consistent(world)


def test_an_old_refund_at_stripe_is_found_instead_of_made_again(world: World) -> None:
    made = refund(world.guarded(FailOn("refund", When.AFTER)), world.paid(), 2_000)
    world.clock.pass_time(GIVE_UP_AFTER)
    world.open.services.sweep()
    assert the_refund(world, made).status is SUCCEEDED and at_stripe(world) == 2_000
    assert_consistent(world)


def test_a_refund_that_stripe_made_and_then_refuses_to_repeat_is_not_given_back(world: World) -> None:
    paid = world.paid()
    made = refund(world.guarded(FailOn("refund", When.AFTER)), paid, 5_000)
    world.stripe.refuses = True
    assert refund(world.open, paid, 5_000).status is PENDING, "the same answer again"
    assert (the_refund(world, made).status, refund_lines(world), at_stripe(world)) == (SUCCEEDED, [-5_000], 5_000)


@pytest.mark.parametrize("at", range(CALLS))
def test_a_dispute_during_a_refund_leaves_the_ledger_consistent(world: World, at: int) -> None:
    paid = world.paid()
    rival = InterleaveAt(at, lambda: withdrawn(world.open, paid))
    made = result_of(lambda: refund(world.guarded(rival), paid, 2_000))
    refused = isinstance(made, NotAllowed)
    assert at_stripe(world) == (0 if refused else 2_000)
    assert world.ledger.credit(ANA).balance == (0 if len(rival.calls) > at else 5_000 - at_stripe(world))
    assert_consistent(world)


@pytest.mark.parametrize("amount", [2_000, 3_000])
@pytest.mark.parametrize("at", range(CALLS))
def test_a_refund_and_an_application_at_once_never_spend_the_same_credit(world: World, at: int, amount: int) -> None:
    paid = world.paid()
    others: list[object] = []
    rival = InterleaveAt(at, lambda: others.append(result_of(lambda: apply(world.open, paid, 3_000))))
    mine = result_of(lambda: refund(world.guarded(rival), paid, amount))
    now = world.now(paid)
    assert now.applied + now.refunded <= 5_000 and now.refunded == at_stripe(world)
    if others and amount == 3_000:
        assert isinstance(mine, InsufficientCredit) != isinstance(others[0], InsufficientCredit)
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
def test_the_same_refund_asked_for_twice_at_once_is_one_refund(world: World, at: int) -> None:
    paid = world.paid()
    others: list[Refund] = []
    rival = InterleaveAt(at, lambda: others.append(refund(world.open, paid, 4_000)))
    mine = refund(world.guarded(rival), paid, 4_000)
    assert all(other.id == mine.id for other in others)
    assert (refund_lines(world), at_stripe(world), len(world.stripe.refunds)) == ([-4_000], 4_000, 1)
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
@pytest.mark.parametrize("status", RefundStatus)
def test_a_refund_event_may_arrive_before_the_response(world: World, at: int, status: RefundStatus) -> None:
    world.stripe.refunds_start_as = PENDING
    paid = world.paid()

    def event() -> None:
        for refund_id in list(world.stripe.refunds):
            report_refund(world.open, world.stripe.refund_becomes(refund_id, status))

    made = refund(world.guarded(InterleaveAt(at, event)), paid, 2_000)
    event()
    assert the_refund(world, made).status is status
    assert refund_lines(world) == ([-2_000, 2_000] if status is FAILED else [-2_000])
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
def test_two_that_release_a_refused_refund_at_once_give_it_back_once(world: World, at: int) -> None:
    made = refund(world.guarded(FailOn("refund", When.BEFORE)), world.paid(), 2_000)
    world.stripe.refuses = True
    world.clock.pass_time(SOON)
    item = WorkItem(made.patient, made.payment_id, made.id)
    rival = InterleaveAt(at, lambda: world.open.services.process_due_item(item))
    result_of(lambda: world.guarded(rival).services.process_due_item(item))
    assert (refund_lines(world), world.ledger.credit(ANA).balance) == ([-2_000, 2_000], 5_000)
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS))
@pytest.mark.parametrize("refuses", [False, True])
def test_a_refund_that_breaks_anywhere_is_made_once_or_given_back_once(
    world: World, at: int, when: When, refuses: bool
) -> None:
    paid = world.paid()
    world.stripe.refuses = refuses
    result_of(lambda: refund(world.guarded(FaultPlan(at, when)), paid, 2_000))
    refund(world.open, paid, 2_000)
    world.clock.pass_time(SOON)
    world.open.services.sweep()
    assert refund_lines(world) == ([-2_000, 2_000] if refuses else [-2_000])
    assert (at_stripe(world), world.ledger.credit(ANA).balance) == ((0, 5_000) if refuses else (2_000, 3_000))
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(4))
def test_a_refund_failure_is_idempotent_after_a_crash_at_any_call(world: World, at: int, when: When) -> None:
    made = refund(world.open, world.paid(), 2_000)
    failed = world.stripe.refund_becomes(made.id, FAILED)
    result_of(lambda: report_refund(world.guarded(FaultPlan(at, when)), failed))
    report_refund(world.open, failed)
    assert refund_lines(world) == [-2_000, 2_000]
    assert_consistent(world)


def test_a_refund_event_before_its_row_is_refused_so_stripe_retries(world: World) -> None:
    paid, other = world.paid(), World()
    theirs = other.paid()
    report = other.stripe.refunds[refund(other.open, theirs, 2_000).id]
    with pytest.raises(NotFound):
        report_refund(world.open, report)
    assert world.now(paid).refunded == 0


def test_a_contradicting_refund_event_is_quarantined(world: World) -> None:
    world.stripe.refunds_start_as = PENDING
    made = refund(world.open, world.paid(), 2_000)
    forged = world.stripe.refund_becomes(made.id, FAILED)
    assert report_refund(world.open, replace(forged, amount=2_001)) == made
    assert set(world.ledger.in_quarantine) == {"evt_refund"} and world.counters.counts["ReportsParked"] == 1
    assert refund_lines(world) == [-2_000]


def test_a_lost_store_response_after_the_refund_loses_nothing(world: World) -> None:
    paid = world.paid()
    made = refund(world.guarded(FailOn("save_record", When.BEFORE)), paid, 2_000)
    assert the_refund(world, made).status is PENDING and at_stripe(world) == 2_000
    assert refund(world.open, paid, 2_000).status is PENDING, "the same answer again"
    assert the_refund(world, made).status is SUCCEEDED and at_stripe(world) == 2_000


def test_no_refund_is_made_while_the_ledger_is_unavailable(world: World) -> None:
    paid = world.paid()
    with pytest.raises(Unavailable):
        refund(world.guarded(FailOn("commit", When.BEFORE)), paid, 2_000)
    assert (at_stripe(world), world.ledger.credit(ANA).balance) == (0, 5_000)
