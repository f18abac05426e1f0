"""A payout is added up as soon as Stripe reports it complete; the nightly proof does not depend on the event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.proof import Payout
from chalicelib.credit.stripe_report import PayoutReport
from tests.fakes.small import NOON
from tests.fakes.world import World

COMPLETED = PayoutReport("acct_main", "po_1", livemode=False)


def paid_out(world: World, amount: int, transactions_net: int, *, is_complete: bool = True) -> None:
    world.statements.payouts = [Payout("po_1", "acct_main", amount, transactions_net, is_complete, NOON)]


def differences(world: World) -> int:
    return world.counters.counts["ProofDifferences"]


def test_a_payout_that_adds_up_alerts_no_one(world: World) -> None:
    paid_out(world, 9_000, 9_000)
    assert world.services.prove_payout(COMPLETED)
    assert "ProofDifferences" not in world.counters.counts


def test_a_payout_that_does_not_add_up_alerts_the_operator(world: World) -> None:
    paid_out(world, 9_000, 8_000)
    assert not world.services.prove_payout(COMPLETED)
    assert differences(world) == 1


def test_a_payout_that_stripe_has_not_completed_is_left_to_the_next_event(world: World) -> None:
    paid_out(world, 9_000, 0, is_complete=False)
    assert world.services.prove_payout(COMPLETED)


def test_a_payout_that_cannot_be_read_or_has_no_transactions_is_acknowledged(world: World) -> None:
    assert world.services.prove_payout(COMPLETED)
    paid_out(world, 9_000, 8_000)
    world.statements.unreadable = frozenset({"acct_main"})
    assert world.services.prove_payout(COMPLETED)


@pytest.mark.parametrize(
    "report", [PayoutReport("acct_main", "po_1", livemode=True), PayoutReport("acct_stranger", "po_1", livemode=False)]
)
def test_a_payout_of_the_other_mode_or_of_no_clinic_is_not_read(world: World, report: PayoutReport) -> None:
    paid_out(world, 9_000, 8_000)
    world.statements.is_down = True
    assert world.services.prove_payout(report)


def test_a_payout_that_cannot_be_read_now_is_added_up_when_the_event_is_repeated(world: World) -> None:
    paid_out(world, 9_000, 8_000)
    world.statements.is_down = True
    with pytest.raises(Unavailable):
        world.services.prove_payout(COMPLETED)
    world.statements.is_down = False
    assert [world.services.prove_payout(COMPLETED) for _ in range(2)] == [False, False]
    assert differences(world) == 2


def test_the_nights_proof_has_the_same_difference_whether_the_event_came_or_not(world: World) -> None:
    paid_out(world, 9_000, 8_000)
    world.clock.pass_time(timedelta(hours=1))
    world.services.prove_night()
    assert differences(world) == 1
