"""Disputes: what Stripe takes is gone at once, what it returns is back once, and the clinic's account follows."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from chalicelib.credit.errors import InsufficientCredit, NotAllowed, NotFound
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, DisputeStatus, Transfer
from chalicelib.credit.schedule import TRANSFER_LANDS_WITHIN
from chalicelib.credit.stripe_report import DisputeEventKind
from chalicelib.services.activity import activity_of
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    InterleaveAt,
    apply,
    apply_oldest,
    assert_consistent,
    dispute_report,
    refund,
    reinstated,
    report_dispute,
    result_of,
    withdrawn,
)

Reported = tuple[DisputeEventKind, DisputeStatus]
INQUIRY: Reported = (DisputeEventKind.STATUS, DisputeStatus.WARNING_NEEDS_RESPONSE)
INQUIRY_CLOSED: Reported = (DisputeEventKind.STATUS, DisputeStatus.WARNING_CLOSED)
CREATED: Reported = (DisputeEventKind.STATUS, DisputeStatus.NEEDS_RESPONSE)
WITHDRAWN: Reported = (DisputeEventKind.WITHDRAWN, DisputeStatus.NEEDS_RESPONSE)
LOST: Reported = (DisputeEventKind.STATUS, DisputeStatus.LOST)
WON: Reported = (DisputeEventKind.STATUS, DisputeStatus.WON)
REINSTATED: Reported = (DisputeEventKind.REINSTATED, DisputeStatus.WON)
LATER = timedelta(minutes=6)


def balance(world: World) -> int:
    return world.ledger.credit(ANA).balance


def lines(world: World) -> list[int]:
    kinds = (EntryKind.DISPUTED, EntryKind.DISPUTE_WON)
    return [entry.amount for entry in world.ledger.all_entries(ANA) if entry.kind in kinds]


def the_dispute(world: World, payment: Payment) -> Dispute:
    found = world.ledger.record(ANA, payment.id, f"du_of_{payment.id}")
    assert isinstance(found, Dispute)
    return found


def swept(world: World, passed: timedelta = LATER) -> None:
    world.clock.pass_time(passed)
    world.open.services.sweep()


def test_an_inquiry_takes_nothing_and_its_credit_can_be_spent(world: World) -> None:
    paid = world.paid()
    report_dispute(world.open, paid, *INQUIRY)
    assert balance(world) == 5_000 and apply(world.open, paid, 5_000).is_active
    report_dispute(world.open, paid, *INQUIRY_CLOSED)
    assert lines(world) == [] and world.stripe.reversed == {}
    assert_consistent(world)


def test_an_inquiry_that_escalates_takes_the_money_when_stripe_does(world: World) -> None:
    paid = world.paid()
    report_dispute(world.open, paid, *INQUIRY)
    report_dispute(world.open, paid, *CREATED)
    assert balance(world) == 5_000
    withdrawn(world.open, paid)
    assert (balance(world), lines(world)) == (0, [-5_000])
    assert_consistent(world)


def test_a_withdrawn_dispute_debits_credit_immediately_and_once(world: World) -> None:
    paid = world.paid()
    for _ in range(3):
        withdrawn(world.open, paid)
    assert (balance(world), lines(world)) == (0, [-5_000])
    assert_consistent(world)


def test_a_won_dispute_gives_back_once_and_a_lost_one_nothing(world: World) -> None:
    won, lost = world.paid(), world.paid(amount=3_000)
    for payment in (won, lost):
        withdrawn(world.open, payment)
    for _ in range(3):
        reinstated(world.open, won)
        report_dispute(world.open, lost, *LOST)
    assert (balance(world), lines(world)) == (5_000, [-5_000, -3_000, 5_000])
    assert (the_dispute(world, won).status, the_dispute(world, lost).status) == ("won", "lost")
    assert_consistent(world)


STORIES: dict[str, tuple[tuple[Reported, ...], int]] = {
    "won": ((CREATED, WITHDRAWN, WON, REINSTATED), 5_000),
    "lost": ((CREATED, WITHDRAWN, LOST), 0),
    "escalated": ((INQUIRY, CREATED, WITHDRAWN, LOST), 0),
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("swept_between", [False, True])
def test_in_every_order_of_events_credit_and_transfer_end_alike(story: str, swept_between: bool) -> None:
    events, expected = STORIES[story]
    for order in permutations(events):
        world = World()
        paid = world.paid()
        for told in order:
            report_dispute(world.open, paid, *told)
            if swept_between:
                swept(world)
        world.clock.pass_time(TRANSFER_LANDS_WITHIN)
        swept(world)
        assert balance(world) == expected, order
        clinic_lost = sum(world.stripe.reversed.values()) - sum(world.stripe.returned.values())
        assert clinic_lost == 5_000 - expected, order
        assert the_dispute(world, paid).transfer is Transfer.SETTLED
        assert_consistent(world)


def test_a_dispute_of_spent_credit_blocks_spending_until_repaid(world: World) -> None:
    paid, other = world.paid(), world.paid(amount=1_000)
    apply(world.open, paid, 5_000)
    withdrawn(world.open, paid)
    assert balance(world) == -4_000
    for attempt in (
        lambda: apply(world.open, other, 1, key="key-2"),
        lambda: apply_oldest(world.open, 1),
        lambda: refund(world.open, other, 1),
    ):
        assert isinstance(result_of(attempt), InsufficientCredit)
    world.paid(amount=4_500)
    assert balance(world) == 500
    refund(world.open, other, 500)
    assert isinstance(result_of(lambda: apply_oldest(world.open, 1)), InsufficientCredit)
    assert_consistent(world)


def test_staff_see_why_the_balance_is_negative(world: World) -> None:
    paid = world.paid()
    apply(world.open, paid, 5_000)
    withdrawn(world.open, paid)
    report_dispute(world.open, paid, *LOST)
    now = world.now(paid)
    told = activity_of(now, world.ledger.entries_of(now), world.ledger.records_of(now))
    by_kind = {line.kind: line for line in told}
    assert (by_kind["disputed"].amount, by_kind["disputed"].actor) == (-5_000, STRIPE)
    assert by_kind["dispute_opened"].note == "Dispute opened by the cardholder's bank: fraudulent"
    assert by_kind["dispute_closed"].note == "Dispute closed: lost"


def test_a_dispute_before_its_credit_is_refused_so_stripe_retries(world: World) -> None:
    started = world.started()
    for payment in (started, World().paid(amount=7_000)):
        with pytest.raises(NotFound):
            world.open.services.record_dispute(dispute_report(payment), report_id="evt_1")
    assert lines(world) == []


def test_a_contradicting_dispute_is_quarantined_and_debits_nothing(world: World) -> None:
    paid = world.paid()
    forged = dispute_report(paid, payment_intent_id="pi_of_somebody_else")
    world.open.services.record_dispute(forged, report_id="evt_forged")
    assert set(world.ledger.parked) == {"evt_forged"} and world.ledger.parked["evt_forged"].mismatches == {
        "payment_intent"
    }
    assert (balance(world), world.counters.counts["ReportsParked"]) == (5_000, 1)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("told", [WITHDRAWN, REINSTATED, INQUIRY])
def test_a_dispute_event_is_idempotent_after_a_crash_at_any_call(
    world: World, at: int, when: When, told: Reported
) -> None:
    paid = world.paid()
    result_of(lambda: report_dispute(world.guarded(FaultPlan(at, when)), paid, *told))
    report_dispute(world.open, paid, *told)
    expected = {WITHDRAWN: [-5_000], REINSTATED: [-5_000, 5_000], INQUIRY: []}[told]
    assert lines(world) == expected
    assert_consistent(world)


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("mine", [WITHDRAWN, REINSTATED, LOST])
@pytest.mark.parametrize("theirs", [WITHDRAWN, REINSTATED, CREATED])
def test_two_events_at_once_have_each_one_effect(world: World, at: int, mine: Reported, theirs: Reported) -> None:
    paid = world.paid()
    rival = InterleaveAt(at, lambda: report_dispute(world.open, paid, *theirs))
    report_dispute(world.guarded(rival), paid, *mine)
    report_dispute(world.open, paid, *theirs)
    withdrawn(world.open, paid)
    assert lines(world) == ([-5_000, 5_000] if REINSTATED in (mine, theirs) else [-5_000])
    assert_consistent(world)


def test_a_refund_after_a_won_dispute_is_allowed_and_after_a_lost_one_is_not(world: World) -> None:
    won, lost = world.paid(), world.paid(amount=3_000)
    for payment in (won, lost):
        withdrawn(world.open, payment)
    reinstated(world.open, won)
    report_dispute(world.open, lost, *LOST)
    assert refund(world.open, won, 5_000).amount == 5_000
    assert isinstance(result_of(lambda: refund(world.open, lost, 1)), NotAllowed)
    assert_consistent(world)


def test_a_dispute_after_a_refund_takes_the_disputed_amount_and_no_more(world: World) -> None:
    paid = world.paid()
    refund(world.open, paid, 2_000)
    report_dispute(world.open, paid, amount=3_000)
    assert (balance(world), world.now(paid).unapplied) == (0, 0)
    assert_consistent(world)
