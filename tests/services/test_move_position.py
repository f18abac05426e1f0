"""The clinic's account follows: one mover brings it to what it should hold, once, whatever fails on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import RefusedByStripe, StripeFailed, Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import Move
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.schedule import SHORTEST_WAIT, TRANSFER_RETRY_AFTER
from chalicelib.jobs import schedule
from infra.ops.operate.stuck_transfer_lines import listed
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.payments import FakePayments
from tests.fakes.world import World
from tests.services.actions import (
    FailOn,
    InterleaveAt,
    assert_consistent,
    dashboard_refund,
    due_position,
    position,
    refund,
    reinstated,
    report_dispute,
    report_refund,
    result_of,
    withdrawn,
)

LATER = timedelta(minutes=6)


def balance(world: World) -> int:
    return world.ledger.credit(ANA).balance


def swept(world: World, passed: timedelta = LATER) -> None:
    world.clock.pass_time(passed)
    world.open.services.sweep()


def assert_settled(world: World, payment: Payment, held: int) -> None:
    now = position(world.open, payment)
    assert (now.expected, now.confirmed, now.next_check_at, now.refusals) == (held, held, None, 0)
    assert world.stripe.held(payment) == held
    assert_consistent(world)


def test_the_clinics_account_gives_disputed_money_once_and_gets_it_back_once(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    for _ in range(3):
        swept(world)
    assert_settled(world, paid, 0)
    reinstated(world.open, paid)
    for _ in range(3):
        swept(world)
    assert_settled(world, paid, 5_000)
    assert len(world.stripe.moved) == 2


def test_what_a_confirmed_account_holds_is_without_the_platform_s_fee(world: World) -> None:
    paid = world.paid()
    world.ledger.save(world.now(paid).changed(application_fee=150))
    made = refund(world.open, world.now(paid), 2_000)
    report_refund(world.open, world.stripe.refund_becomes(made.id, RefundStatus.FAILED))
    for _ in range(2):
        swept(world)
    now = position(world.open, paid)
    assert (now.expected, now.confirmed) == (4_850, 4_850) and world.stripe.held(paid) == 5_000


def test_a_dispute_won_before_anything_moved_moves_nothing(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    reinstated(world.open, paid)
    swept(world)
    assert world.stripe.moved == set()
    assert_settled(world, paid, 5_000)


def test_a_second_dispute_takes_what_was_returned_after_the_first(world: World) -> None:
    paid = world.paid()
    for number in (1, 2):
        report_dispute(world.open, paid, dispute_id=f"du_{number}")
        swept(world)
        assert_settled(world, paid, 0)
        report_dispute(world.open, paid, DisputeStatus.WON, 2, dispute_id=f"du_{number}")
        swept(world)
        assert_settled(world, paid, 5_000)
    assert world.counters.counts["DisputesOpened"] == 2


def test_a_failed_refund_gives_the_clinic_its_money_back_and_can_be_repeated(world: World) -> None:
    paid = world.paid()
    made = refund(world.open, paid, 5_000)
    assert world.stripe.held(paid) == 0
    report_refund(world.open, world.stripe.refund_becomes(made.id, RefundStatus.FAILED))
    swept(world)
    assert_settled(world, paid, 5_000)
    again = refund(world.open, paid, 3_000, key="key-2")
    assert (again.status, again.reverse_transfer, again.attempt) == (RefundStatus.SUCCEEDED, False, 0)
    swept(world)
    assert_settled(world, paid, 2_000)


def test_a_refund_first_heard_of_when_it_had_failed_leaves_the_clinic_whole(world: World) -> None:
    paid, other = world.paid(), world.paid()
    refund(world.guarded(FailOn("refund", When.AFTER)), paid, 2_000)
    for payment, made in ((paid, next(iter(world.stripe.refunds.values()))), (other, dashboard_refund(other, 2_000))):
        if payment is other:
            world.stripe._reverse(other, 0, 2_000)
        report_refund(world.open, replace(made, status=RefundStatus.FAILED))
    world.stripe.refunds.clear()
    swept(world)
    for payment in (paid, other):
        assert world.stripe.held(payment) == 5_000
    assert_consistent(world)


def test_a_dashboard_refund_without_reversal_is_taken_from_the_clinic(world: World) -> None:
    paid = world.paid()
    made = dashboard_refund(paid, 3_000)
    world.stripe.refunds[made.stripe_refund_id] = made
    report_refund(world.open, made)
    swept(world)
    assert_settled(world, paid, 2_000)


def test_a_refund_that_was_not_heard_of_is_recorded_before_anything_moves(world: World) -> None:
    paid = world.paid()
    made = dashboard_refund(paid, 2_000)
    world.stripe.refunds[made.stripe_refund_id] = made
    world.stripe._reverse(paid, 0, 2_000)
    report_dispute(world.open, paid, withdrawn=1_000)
    world.open.services.process_due_item(due_position(paid))
    assert (world.now(paid).refunded, len(world.stripe.moved)) == (2_000, 1)
    assert_settled(world, paid, 2_000)


def test_the_mover_waits_while_a_refund_may_be_on_its_way(world: World) -> None:
    paid = world.paid()
    refund(world.guarded(FailOn("refund", When.AFTER)), paid, 2_000)
    report_dispute(world.open, paid, withdrawn=1_000)
    world.open.services.process_due_item(due_position(paid))
    assert world.stripe.moved == set()
    assert position(world.open, paid).next_check_at == world.clock.now() + SHORTEST_WAIT
    for _ in range(3):
        swept(world)
    assert_settled(world, paid, 2_000)


@pytest.mark.parametrize("at", range(6))
def test_a_dispute_won_while_the_mover_runs_leaves_the_clinic_whole(world: World, at: int) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    rival = InterleaveAt(at, lambda: reinstated(world.open, paid))
    result_of(lambda: world.guarded(rival).services.process_due_item(due_position(paid)))
    reinstated(world.open, paid)
    for _ in range(2):
        swept(world)
    assert_settled(world, paid, 5_000)
    assert balance(world) == 5_000


@pytest.mark.parametrize("at", range(6))
def test_two_movers_at_once_move_once(world: World, at: int) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    rival = InterleaveAt(at, lambda: world.open.services.process_due_item(due_position(paid)))
    result_of(lambda: world.guarded(rival).services.process_due_item(due_position(paid)))
    swept(world)
    assert len(world.stripe.moved) == 1
    assert_settled(world, paid, 0)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize("won", [False, True])
def test_a_mover_that_breaks_anywhere_moves_once(world: World, at: int, when: When, won: bool) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    result_of(lambda: world.guarded(FaultPlan(at, when)).services.process_due_item(due_position(paid)))
    if won:
        reinstated(world.open, paid)
    for _ in range(3):
        swept(world)
    assert_settled(world, paid, 5_000 if won else 0)


def test_a_short_balance_waits_is_reported_and_repeats_no_key(world: World) -> None:
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    swept(world)
    stuck = position(world.open, paid)
    assert (stuck.refusals, stuck.last_refusal, stuck.is_stuck) == (1, "balance_insufficient", True)
    assert stuck.attempts == 1
    assert stuck.next_check_at == world.clock.now() + TRANSFER_RETRY_AFTER
    assert world.counters.counts["TransfersRefused"] == 1
    assert balance(world) == 0, "the patient's side does not wait for the clinic's account"
    world.stripe.account_is_empty = False
    swept(world, TRANSFER_RETRY_AFTER)
    assert_settled(world, paid, 0)


def test_a_refusal_without_a_reason_is_told_as_stripe_s_refusal(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)

    class Refuses(FaultPlan):
        def run(self, name: str, call: Any) -> Any:
            if name in ("move", "refund"):
                raise RefusedByStripe
            return super().run(name, call)

    other = world.guarded(Refuses())
    other.services.process_due_item(due_position(paid))
    assert position(world.open, paid).last_refusal == "refused_by_stripe"
    made = refund(other, world.paid(), 1_000)
    assert (made.status, made.failure) == (RefundStatus.FAILED, "refused_by_stripe")


def test_a_stuck_transfer_keeps_the_alarm_on_until_stripe_moved_it(world: World) -> None:
    """Stripe refuses every six hours, and the gauge is on at each sweep in between."""
    world.stripe.account_is_empty = True
    for paid in (world.paid(), world.paid()):
        withdrawn(world.open, paid)
    swept(world)
    gauges = []
    for wait in (LATER, LATER, TRANSFER_RETRY_AFTER, LATER):
        world.clock.pass_time(wait)
        world.counters.counts.pop("TransfersStuck", None)
        schedule.on_schedule(world.services)
        gauges.append(world.counters.counts["TransfersStuck"])
    world.stripe.account_is_empty = False
    swept(world, TRANSFER_RETRY_AFTER)
    assert gauges == [2, 2, 2, 2] and world.services.measure_stuck_transfers() == 0


def test_an_operator_lists_what_is_stuck_with_stripes_reason(world: World) -> None:
    assert list(listed(world.services.stuck_positions.stuck_positions(10))) == ["No transfers are stuck."]
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    swept(world)
    text = "\n".join(listed(world.services.stuck_positions.stuck_positions(10)))
    assert text.startswith(f"clinic_demo / pat_ana / {paid.id}  since ")
    assert "holds 5000 of it and should hold 0" in text
    assert "refusals: 1, the last for balance_insufficient; next attempt " in text


def test_a_stuck_move_is_not_tried_again_by_its_own_postponement(world: World) -> None:
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    plan = FaultPlan()
    for _ in range(5):
        world.guarded(plan).services.process_due_item(due_position(paid))
    assert (plan.calls.count("move"), plan.calls.count("save_record")) == (1, 2)


def test_a_stuck_move_of_a_dispute_that_is_won_after_all_takes_nothing(world: World) -> None:
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    swept(world)
    reinstated(world.open, paid)
    swept(world, TRANSFER_RETRY_AFTER)
    assert_settled(world, paid, 5_000)


def test_a_position_whose_move_may_still_land_is_looked_at_once(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    result_of(lambda: world.guarded(FailOn("move", When.BEFORE)).services.process_due_item(due_position(paid)))
    plan = FaultPlan()
    world.guarded(plan).services.process_due_item(due_position(paid))
    assert (plan.calls.count("records_of"), plan.calls.count("holdings"), plan.calls.count("move")) == (1, 0, 0)


class KeepsFailing(FakePayments):
    """Stripe's 5xx, kept under each of the first keys."""

    def __init__(self, keys: int, *, after: bool) -> None:
        super().__init__()
        self.broken_keys: set[tuple[str, ...]] = set()
        self._keys, self._after = keys, after

    def move(self, payment: Payment, move: Move) -> None:
        if move.key not in self.broken_keys and len(self.broken_keys) < self._keys:
            self.broken_keys.add(move.key)
            if self._after:
                super().move(payment, move)
        if move.key in self.broken_keys:
            raise StripeFailed
        super().move(payment, move)


@pytest.mark.parametrize("after", [False, True])
def test_a_kept_server_error_is_followed_by_a_look_and_another_key(after: bool) -> None:
    stripe = KeepsFailing(2, after=after)
    world = World(stripe=stripe)
    paid = world.paid()
    withdrawn(world.open, paid)
    for _ in range(4):
        swept(world)
    assert (len(stripe.moved), len(stripe.broken_keys)) == (1, 1 if after else 2)
    assert_settled(world, paid, 0)


def test_while_stripe_is_down_the_move_stays_due(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    with pytest.raises(Unavailable):
        world.guarded(FailOn("holdings", When.BEFORE)).services.process_due_item(due_position(paid))
    assert position(world.open, paid).next_check_at is not None
    swept(world)
    assert_settled(world, paid, 0)


def test_a_refund_that_the_transfer_cannot_bear_is_made_without_it(world: World) -> None:
    paid = world.paid()
    world.stripe._reverse(paid, 0, 4_000)
    made = refund(world.open, paid, 3_000)
    assert (made.status, made.reverse_transfer, made.attempt) == (RefundStatus.SUCCEEDED, False, 1)
    swept(world)
    assert_settled(world, paid, 2_000)


def test_stripes_reason_for_a_refusal_is_kept(world: World) -> None:
    world.stripe.refuses = True
    made = refund(world.open, world.paid(), 3_000)
    assert (made.status, made.failure) == (RefundStatus.FAILED, "charge_already_refunded")
    assert RefusedByStripe("x").reason == "x"


def test_a_move_that_lands_after_the_dispute_was_won_is_returned(world: World) -> None:
    """A mover looked, stood still while the dispute was won and the sweep passed, moved, and died."""
    paid = world.paid()
    withdrawn(world.open, paid)

    class StandsStill(FaultPlan):
        def run(self, name: str, call: Any) -> Any:
            if name == "move":
                reinstated(world.open, paid)
                swept(world)
                call()
                raise Unavailable
            return super().run(name, call)

    result_of(lambda: world.guarded(StandsStill()).services.process_due_item(due_position(paid)))
    assert world.stripe.held(paid) == 0
    for _ in range(3):
        swept(world)
    assert_settled(world, paid, 5_000)
