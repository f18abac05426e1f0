"""Disputes: what Stripe takes is gone at once, what it returns is back once, and the clinic's account follows."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from chalicelib.credit.errors import InsufficientCredit, NotAllowed, NotFound, Unavailable
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, DisputeStatus, Position
from chalicelib.services.payments.activity import activity_of
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    FailOn,
    InterleaveAt,
    apply,
    apply_oldest,
    assert_consistent,
    at_stripe,
    hear_dispute,
    refund,
    reinstated,
    report_dispute,
    result_of,
    withdrawn,
)

Reported = tuple[DisputeStatus, int]
INQUIRY: Reported = (DisputeStatus.WARNING_NEEDS_RESPONSE, 0)
INQUIRY_CLOSED: Reported = (DisputeStatus.WARNING_CLOSED, 0)
CREATED: Reported = (DisputeStatus.NEEDS_RESPONSE, 0)
WITHDRAWN: Reported = (DisputeStatus.NEEDS_RESPONSE, 1)
LOST: Reported = (DisputeStatus.LOST, 1)
WON: Reported = (DisputeStatus.WON, 1)
REINSTATED: Reported = (DisputeStatus.WON, 2)
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
    assert lines(world) == [] and world.stripe.held(paid) == 5_000
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


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize(("call", "reported"), [("commit", WITHDRAWN), ("save_record", INQUIRY)])
def test_a_process_that_dies_at_the_write_loses_no_alert_of_a_new_dispute(
    world: World, call: str, reported: Reported, when: When
) -> None:
    paid = world.paid()
    dying = world.guarded(FailOn(call, when))
    assert isinstance(result_of(lambda: report_dispute(dying, paid, *reported)), Unavailable)
    report_dispute(world.open, paid, *reported)
    assert world.counters.counts["DisputesOpened"] >= 1


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
    "lost, then won": ((WITHDRAWN, LOST, REINSTATED), 5_000),
    "taken again": ((WITHDRAWN, (DisputeStatus.UNDER_REVIEW, 2), (DisputeStatus.LOST, 3)), 0),
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("swept_between", [False, True])
def test_whatever_events_are_lost_credit_and_clinic_account_end_alike(story: str, swept_between: bool) -> None:
    events, expected = STORIES[story]
    for heard in product((False, True), repeat=len(events) - 1):
        world = World()
        paid = world.paid()
        for told, is_heard in zip(events, (*heard, True), strict=True):
            if is_heard:
                report_dispute(world.open, paid, *told)
            if swept_between:
                swept(world)
        swept(world)
        assert (balance(world), world.stripe.held(paid)) == (expected, expected), heard
        due = world.ledger.record(ANA, paid.id, "position")
        assert not isinstance(due, Position) or due.next_check_at is None
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
            report_dispute(world.open, payment)
    assert lines(world) == []


def test_a_contradicting_dispute_is_quarantined_and_debits_nothing(world: World) -> None:
    paid = world.paid()
    with pytest.raises(AssertionError):
        report_dispute(world.open, paid, payment_intent_id="pi_of_another_payment")
    assert set(world.ledger.in_quarantine) == {"evt_dispute"} and world.ledger.in_quarantine[
        "evt_dispute"
    ].mismatches == {"payment_intent"}
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
    expected = {WITHDRAWN: [-5_000], REINSTATED: [], INQUIRY: []}[told]
    assert lines(world) == expected
    assert_consistent(world)


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("theirs", [WITHDRAWN, REINSTATED, LOST])
def test_what_is_read_later_wins_whichever_is_written_first(world: World, at: int, theirs: Reported) -> None:
    paid = world.paid()
    world.stripe.disputes[f"du_of_{paid.id}"] = at_stripe(paid, *CREATED)
    rival = InterleaveAt(at, lambda: report_dispute(world.open, paid, *theirs))
    result_of(lambda: hear_dispute(world.guarded(rival), paid, f"du_of_{paid.id}"))
    if len(rival.calls) > at:
        assert (the_dispute(world, paid).status, the_dispute(world, paid).transactions) == theirs
    assert_consistent(world)


def test_a_lost_dispute_of_a_part_leaves_the_rest_refundable(world: World) -> None:
    paid = world.paid()
    report_dispute(world.open, paid, DisputeStatus.NEEDS_RESPONSE, amount=2_000)
    refused = result_of(lambda: refund(world.open, paid, 3_000))
    assert isinstance(refused, NotAllowed) and refused.code == "disputed"
    report_dispute(world.open, paid, *LOST, amount=2_000)
    assert isinstance(result_of(lambda: refund(world.open, paid, 3_001, key="key-2")), InsufficientCredit)
    assert refund(world.open, paid, 3_000, key="key-3").amount == 3_000
    swept(world)
    assert (balance(world), world.stripe.held(paid)) == (0, 0)
    assert_consistent(world)


def test_a_dispute_that_does_not_fit_takes_all_and_the_operator_is_told(world: World) -> None:
    for changes in ({"withdrawn": 5_001}, {"withdrawn": -1}, {"moved_currencies": frozenset({"usd"})}):
        world = World()
        paid = world.paid()
        refund(world.open, paid, 1_000)
        dispute = report_dispute(world.open, paid, **changes)
        report_dispute(world.open, paid, **changes)
        assert (balance(world), dispute.taken, lines(world)) == (0, 4_000, [-4_000])
        assert set(world.ledger.in_quarantine) == {f"dispute_du_of_{paid.id}"}
        assert world.counters.counts["DisputesThatDoNotFit"] == 1
        assert_consistent(world)


def test_a_dispute_after_a_refund_takes_the_disputed_amount_and_no_more(world: World) -> None:
    paid = world.paid()
    refund(world.open, paid, 2_000)
    report_dispute(world.open, paid, amount=3_000)
    assert (balance(world), world.now(paid).unapplied) == (0, 0)
    assert_consistent(world)
