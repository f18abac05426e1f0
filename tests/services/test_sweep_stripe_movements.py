"""Money whose event was lost is found by the next sweep, from the balance that it moved."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.credit.cursor import MOST_TRIES, Cursor
from chalicelib.credit.records import Dispute, DisputeStatus, RefundStatus
from chalicelib.credit.stripe_report import MoneyMovement, UnresolvedReport
from chalicelib.services.due_work.sweep_stripe_movements import CURSOR, OVERLAP
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan
from tests.fakes.world import World
from tests.services.actions import assert_consistent, at_stripe, dashboard_refund, refund

MINUTE = timedelta(minutes=1)


def test_a_dispute_whose_events_were_lost_is_posted(world: World) -> None:
    paid = world.paid()
    facts = at_stripe(paid)
    world.stripe.disputes[facts.dispute_id] = facts
    world.stripe.balance_movements.append(MoneyMovement(world.clock.now(), facts.dispute_id, UnresolvedReport(facts)))
    world.services.sweep()
    found = world.ledger.record(ANA, paid.id, facts.dispute_id)
    assert isinstance(found, Dispute) and (found.taken, world.ledger.credit(ANA).balance) == (5_000, 0)
    assert_consistent(world)


def test_a_dispute_is_posted_as_it_is_now_and_not_as_it_was_listed(world: World) -> None:
    paid = world.paid()
    listed = at_stripe(paid)
    world.stripe.disputes[listed.dispute_id] = at_stripe(paid, DisputeStatus.WON, 2)
    world.stripe.balance_movements.append(MoneyMovement(world.clock.now(), listed.dispute_id, UnresolvedReport(listed)))
    world.services.sweep()
    assert world.ledger.credit(ANA).balance == 5_000


def test_a_lost_failure_and_a_lost_dashboard_refund_are_recorded(world: World) -> None:
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    failed = world.stripe.refund_becomes(made.id, RefundStatus.FAILED)
    elsewhere = dashboard_refund(paid, 1_000)
    for report in (failed, elsewhere):
        world.stripe.balance_movements.append(MoneyMovement(world.clock.now(), report.stripe_refund_id, report))
    for _ in range(2):
        world.services.sweep()
    assert (world.now(paid).refunded, world.ledger.credit(ANA).balance) == (1_000, 4_000)
    assert_consistent(world)


def test_each_sweep_starts_an_hour_before_the_end_of_the_one_before(world: World) -> None:
    paid = world.paid()
    report = dashboard_refund(paid, 1_000)
    world.services.sweep()
    world.stripe.balance_movements.append(MoneyMovement(world.clock.now() - OVERLAP, "re_late", report))
    world.services.sweep()
    assert world.now(paid).refunded == 1_000
    plan = FaultPlan()
    world.clock.pass_time(MINUTE)
    world.guarded(plan).services.sweep()
    world.clock.pass_time(MINUTE)
    plan = FaultPlan()
    world.guarded(plan).services.sweep()
    assert "commit" not in plan.calls and "payment_with_credit" not in plan.calls


def test_an_unrecordable_movement_is_retried_for_days_and_delays_no_other(world: World) -> None:
    paid, unpaid = world.paid(), world.started()
    at = world.clock.now()
    early = dashboard_refund(unpaid, 500)
    world.stripe.balance_movements += [
        MoneyMovement(at, "re_early", early),
        MoneyMovement(at, "re_fine", dashboard_refund(paid, 1_000)),
    ]
    report = world.services.sweep()
    assert (report.counts["unrecorded"], world.now(paid).refunded) == (1, 1_000)
    world.clock.pass_time(timedelta(days=1))
    assert world.services.sweep().counts["unrecorded"] == 1
    assert world.cursors.cursor(CURSOR) == Cursor(at=at, held_since=at, tries=2)


def test_a_movement_that_first_fails_when_it_is_old_is_recorded_by_the_next_sweep(world: World) -> None:
    """After an outage, or at the very first sweep, its payment may be credited only later in the same sweep."""
    started, at = world.started(), world.clock.now()
    world.stripe.pay(str(started.payment_intent_id))
    moved = MoneyMovement(at, "re_old", dashboard_refund(started, 500))
    world.stripe.balance_movements.append(moved)
    world.clock.pass_time(timedelta(days=31))
    assert world.services.sweep().counts["unrecorded"] == 1
    world.clock.pass_time(MINUTE)
    assert world.services.sweep().counts["unrecorded"] == 0
    assert world.now(started).refunded == 500


def test_what_was_tried_a_thousand_times_is_quarantined_and_delays_no_list(world: World) -> None:
    unpaid, at = world.started(), world.clock.now()
    world.cursors.advance(CURSOR, Cursor(at=at, held_since=at, tries=MOST_TRIES))
    world.stripe.balance_movements.append(MoneyMovement(at, "re_never", dashboard_refund(unpaid, 500)))
    world.clock.pass_time(MINUTE)
    assert world.services.sweep().counts["unrecorded"] == 0
    assert world.ledger.in_quarantine["moved_re_never"].mismatches == {"not_recorded"}
    assert world.cursors.cursor(CURSOR) == Cursor(at=world.clock.now())


def test_a_fraud_warning_whose_events_were_lost_holds_the_payment(world: World) -> None:
    paid = world.paid()
    warned = world.stripe.warn(str(paid.payment_intent_id))
    world.stripe.balance_movements.append(MoneyMovement(world.clock.now(), warned.warning_id, UnresolvedReport(warned)))
    for _ in range(2):
        assert world.services.sweep().counts["unrecorded"] == 0
    assert (world.now(paid).is_held, world.counters.counts["PaymentsHeld"]) == (True, 1)


def test_a_movement_of_another_product_is_passed_over(world: World) -> None:
    facts = at_stripe(world.paid(), payment_intent_id="pi_of_another_product")
    world.stripe.balance_movements.append(MoneyMovement(world.clock.now(), facts.dispute_id, UnresolvedReport(facts)))
    assert world.services.sweep().counts["unrecorded"] == 0
    assert world.counters.counts["ReportsOfUnknownPayments"] == 1


def test_a_movement_in_an_unknown_shape_is_counted_and_delays_no_other(world: World) -> None:
    paid, at = world.paid(), world.clock.now()
    world.stripe.balance_movements += [
        MoneyMovement(at, "re_strange", None),
        MoneyMovement(at, "re_fine", dashboard_refund(paid, 1_000)),
    ]
    assert (world.services.sweep().counts["unrecorded"], world.now(paid).refunded) == (1, 1_000)
    world.cursors.advance(CURSOR, Cursor(at=at, held_since=at, tries=MOST_TRIES))
    assert world.services.sweep().counts["unrecorded"] == 0
