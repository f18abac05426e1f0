"""The clinic's account follows a dispute: its transfer is reversed once and returned once, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Transfer
from chalicelib.credit.schedule import TRANSFER_LANDS_WITHIN, TRANSFER_RETRY_AFTER
from chalicelib.services.ports import WorkItem
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    FailOn,
    InterleaveAt,
    reinstated,
    result_of,
    withdrawn,
)

LATER = timedelta(minutes=6)


def balance(world: World) -> int:
    return world.ledger.credit(ANA).balance


def the_dispute(world: World, payment: Payment) -> Dispute:
    found = world.ledger.record(ANA, payment.id, f"du_of_{payment.id}")
    assert isinstance(found, Dispute)
    return found


def swept(world: World, passed: timedelta = LATER) -> None:
    world.clock.pass_time(passed)
    world.open.services.sweep()


def test_the_clinics_transfer_is_reversed_once_and_returned_once(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    for _ in range(3):
        swept(world)
    dispute = the_dispute(world, paid)
    assert (world.stripe.reversed, world.stripe.returned) == ({dispute.id: 5_000}, {})
    assert (dispute.transfer, dispute.next_check_at) == (Transfer.SETTLED, None)
    reinstated(world.open, paid)
    for _ in range(3):
        swept(world)
    assert world.stripe.returned == {dispute.id: 5_000}
    assert the_dispute(world, paid).transfer is Transfer.SETTLED


def test_a_dispute_won_before_its_transfer_was_reversed_leaves_the_clinic_whole(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    reinstated(world.open, paid)
    world.clock.pass_time(TRANSFER_LANDS_WITHIN)
    swept(world)
    assert (world.stripe.reversed, world.stripe.returned) == ({}, {})
    assert the_dispute(world, paid).transfer is Transfer.SETTLED


def test_a_reversal_after_a_won_dispute_is_returned_despite_a_crash(
    world: World,
) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    under_way = the_dispute(world, paid)
    reinstated(world.open, paid)
    swept(world)
    world.stripe.reverse_transfer(world.now(paid), under_way)
    world.clock.pass_time(TRANSFER_LANDS_WITHIN)
    swept(world)
    assert world.stripe.returned == world.stripe.reversed != {}


@pytest.mark.parametrize("at", range(5))
def test_a_dispute_won_while_its_transfer_is_being_reversed_leaves_the_clinic_whole(world: World, at: int) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    due = WorkItem(ANA, paid.id, f"du_of_{paid.id}")
    result_of(
        lambda: world.guarded(InterleaveAt(at, lambda: reinstated(world.open, paid))).services.process_due_item(due)
    )
    reinstated(world.open, paid)
    for _ in range(2):
        swept(world)
    assert world.stripe.returned == world.stripe.reversed
    assert (the_dispute(world, paid).transfer, balance(world)) == (Transfer.SETTLED, 5_000)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("won", [False, True])
def test_moving_a_transfer_that_breaks_anywhere_moves_it_once(world: World, at: int, when: When, won: bool) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    due = WorkItem(ANA, paid.id, f"du_of_{paid.id}")
    result_of(lambda: world.guarded(FaultPlan(at, when)).services.process_due_item(due))
    if won:
        reinstated(world.open, paid)
    for _ in range(3):
        swept(world)
    taken = sum(world.stripe.reversed.values()) - sum(world.stripe.returned.values())
    assert taken == (0 if won else 5_000)
    assert the_dispute(world, paid).transfer is Transfer.SETTLED


def test_an_insufficient_account_balance_is_retried_and_reported(world: World) -> None:
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    swept(world)
    dispute = the_dispute(world, paid)
    assert dispute.transfer is Transfer.REVERSAL_DUE and world.counters.counts["DisputeTransfersStuck"] == 1
    assert dispute.next_check_at == world.clock.now() + TRANSFER_RETRY_AFTER
    assert balance(world) == 0, "the patient's side does not wait for the clinic's account"
    world.stripe.account_is_empty = False
    swept(world, TRANSFER_RETRY_AFTER)
    assert world.stripe.reversed == {dispute.id: 5_000}


def test_a_transfer_that_is_stuck_is_not_tried_again_by_its_own_postponement(world: World) -> None:
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    due, plan = WorkItem(ANA, paid.id, f"du_of_{paid.id}"), FaultPlan()
    for _ in range(5):
        world.guarded(plan).services.process_due_item(due)
    assert plan.calls.count("reverse_transfer") == 1
    assert plan.calls.count("save_record") == 1


def test_a_stuck_transfer_of_a_dispute_that_is_won_after_all_takes_nothing(world: World) -> None:
    world.stripe.account_is_empty = True
    paid = world.paid()
    withdrawn(world.open, paid)
    swept(world)
    reinstated(world.open, paid)
    world.stripe.account_is_empty = False
    swept(world, TRANSFER_RETRY_AFTER)
    assert (world.stripe.reversed, the_dispute(world, paid).transfer) == ({}, Transfer.SETTLED)


def test_while_stripe_is_down_the_transfer_stays_due(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    due = WorkItem(ANA, paid.id, f"du_of_{paid.id}")
    with pytest.raises(Unavailable):
        world.guarded(FailOn("reverse_transfer", When.BEFORE)).services.process_due_item(due)
    assert the_dispute(world, paid).transfer is Transfer.REVERSAL_DUE
    swept(world)
    assert the_dispute(world, paid).transfer is Transfer.SETTLED
