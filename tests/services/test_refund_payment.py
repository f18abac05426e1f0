"""Refunds: reserved before Stripe is asked, made once, released once, under faults and other writers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.credit.errors import IdempotencyKeyReused, InsufficientCredit, NotAllowed, NotFound, Unavailable
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import DisputeStatus, Refund, RefundStatus
from chalicelib.credit.schedule import GIVE_UP_AFTER
from chalicelib.services.payments.activity import activity_of
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    KIM,
    FailOn,
    apply,
    assert_consistent,
    dashboard_refund,
    refund,
    report_dispute,
    report_refund,
    result_of,
    withdrawn,
)

PENDING, SUCCEEDED, FAILED = RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED


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


def test_a_refund_records_actor_time_and_reason(world: World) -> None:
    made = refund(world.open, world.paid(), 2_000)
    assert (made.status, made.amount, made.requested_by, made.reason) == (SUCCEEDED, 2_000, KIM, "moved away")
    assert (made.requested_at, made.settled_at, made.next_check_at) == (world.clock.now(), world.clock.now(), None)
    assert (world.ledger.credit(ANA).balance, at_stripe(world)) == (3_000, 2_000)
    assert_consistent(world)


def test_the_credit_is_reserved_before_stripe_is_asked(world: World) -> None:
    paid, balances = world.paid(), []

    class Watching(FaultPlan):
        def run(self, name: str, call: object) -> object:
            if name == "refund":
                balances.append(world.ledger.credit(ANA).balance)
            return super().run(name, call)  # type: ignore[arg-type]

    refund(world.guarded(Watching()), paid, 2_000)
    assert balances == [3_000]


def test_partial_refunds_add_up_to_the_payment_and_no_further(world: World) -> None:
    paid = world.paid()
    for number, amount in enumerate((1_000, 2_500, 1_500)):
        refund(world.open, paid, amount, key=f"key-{number}")
    with pytest.raises(InsufficientCredit):
        refund(world.open, paid, 1, key="key-9")
    assert (world.ledger.credit(ANA).balance, at_stripe(world)) == (0, 5_000)
    assert_consistent(world)


def test_applied_credit_cannot_be_refunded(world: World) -> None:
    paid = world.paid()
    apply(world.open, paid, 4_000)
    with pytest.raises(InsufficientCredit, match="at most 1000 "):
        refund(world.open, paid, 1_001)
    assert at_stripe(world) == 0


def test_nothing_is_refunded_while_the_patient_owes_for_another_payment(world: World) -> None:
    spent, other = world.paid(), world.paid(amount=2_000)
    apply(world.open, spent, 5_000)
    withdrawn(world.open, spent)
    with pytest.raises(InsufficientCredit):
        refund(world.open, other, 1)
    assert at_stripe(world) == 0


def test_a_disputed_payment_is_refused_with_the_reason_and_stripe_is_not_asked(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    with pytest.raises(NotAllowed, match="disputed") as refusal:
        refund(world.open, paid, 100)
    assert (refusal.value.code, world.stripe.refunds) == ("disputed", {})


def test_repeating_the_request_refunds_once(world: World) -> None:
    paid = world.paid()
    results = {refund(world.open, paid, 2_000) for _ in range(3)}
    assert len(results) == 1 and (refund_lines(world), at_stripe(world)) == ([-2_000], 2_000)


@pytest.mark.parametrize(("amount", "reason"), [(1_999, "moved away"), (2_000, "another reason")])
def test_a_key_that_was_used_for_another_refund_is_refused(world: World, amount: int, reason: str) -> None:
    paid = world.paid()
    refund(world.open, paid, 2_000)
    with pytest.raises(IdempotencyKeyReused):
        refund(world.open, paid, amount, reason=reason)
    assert (refund_lines(world), at_stripe(world)) == ([-2_000], 2_000)


def test_money_that_has_not_arrived_is_not_refunded(world: World) -> None:
    with pytest.raises(NotFound):
        refund(world.open, world.started(BEN), 100)


@pytest.mark.parametrize("statuses", [[PENDING, SUCCEEDED], [SUCCEEDED], [PENDING, PENDING, SUCCEEDED, SUCCEEDED]])
def test_a_pending_refund_that_succeeds_takes_nothing_more(world: World, statuses: list[RefundStatus]) -> None:
    world.stripe.refunds_start_as = PENDING
    made = refund(world.open, world.paid(), 2_000)
    assert made.status is PENDING and world.ledger.credit(ANA).balance == 3_000
    for status in statuses:
        report_refund(world.open, world.stripe.refund_becomes(made.id, status))
    assert the_refund(world, made).status is SUCCEEDED and refund_lines(world) == [-2_000]
    assert_consistent(world)


@pytest.mark.parametrize("first", [PENDING, SUCCEEDED])
def test_a_failed_refund_restores_credit_once_with_its_reason(world: World, first: RefundStatus) -> None:
    world.stripe.refunds_start_as = first
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    world.clock.pass_time(timedelta(days=5))
    failed = world.stripe.refund_becomes(made.id, FAILED, "expired_or_canceled_card")
    for _ in range(3):
        report_refund(world.open, failed)
    assert (the_refund(world, made).status, the_refund(world, made).failure) == (FAILED, "expired_or_canceled_card")
    assert (refund_lines(world), world.ledger.credit(ANA).balance) == ([-2_000, 2_000], 5_000)
    assert refund(world.open, paid, 2_000).status is made.status is first
    assert refund_lines(world) == [-2_000, 2_000], "the same request again must not refund again"
    assert refund(world.open, paid, 5_000, key="key-2").status is first
    assert_consistent(world)


def test_a_failed_refund_and_its_credit_are_in_the_activity_with_stripes_name_on_it(world: World) -> None:
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    report_refund(world.open, world.stripe.refund_becomes(made.id, FAILED))
    now = world.now(paid)
    lines = activity_of(now, world.ledger.entries_of(now), world.ledger.records_of(now))
    assert [(line.kind, line.actor, line.amount) for line in lines[1:]] == [
        ("refunded", KIM, -2_000),
        ("refund_failed", STRIPE, 2_000),
    ]


def test_a_pending_refund_whose_last_event_got_lost_is_settled_by_the_sweep(world: World) -> None:
    world.stripe.refunds_start_as = PENDING
    made = refund(world.open, world.paid(), 2_000)
    world.stripe.refund_becomes(made.id, FAILED)
    for _ in range(3):
        world.clock.pass_time(timedelta(hours=7))
        world.open.services.sweep()
    assert the_refund(world, made).status is FAILED and world.ledger.credit(ANA).balance == 5_000
    assert_consistent(world)


def test_a_pending_refund_costs_stripe_few_questions(world: World) -> None:
    world.stripe.refunds_start_as = PENDING
    refund(world.open, world.paid(), 2_000)
    plan = FaultPlan()
    for _ in range(24 * 12):
        world.clock.pass_time(timedelta(minutes=5))
        world.guarded(plan).services.sweep()
    assert 2 <= plan.calls.count("find_refund") <= 5 and plan.calls.count("refund") == 0


def test_a_refund_that_stripe_refuses_for_good_gives_the_credit_back(world: World) -> None:
    world.stripe.refuses = True
    paid = world.paid()
    made = refund(world.open, paid, 2_000)
    assert (made.status, made.failure) == (FAILED, "charge_already_refunded")
    assert (world.ledger.credit(ANA).balance, refund_lines(world)) == (5_000, [-2_000, 2_000])
    world.stripe.refuses = False
    assert refund(world.open, paid, 2_000).status is FAILED
    assert at_stripe(world) == 0
    assert_consistent(world)


def fails_at_the_bank(world: World, paid: Payment) -> None:
    made = refund(world.open, paid, 2_000)
    report_refund(world.open, world.stripe.refund_becomes(made.id, FAILED))


def is_refused_at_once(world: World, paid: Payment) -> None:
    world.stripe.refuses = True
    refund(world.open, paid, 2_000)


def never_reaches_stripe(world: World, paid: Payment) -> None:
    refund(world.guarded(FailOn("refund", When.BEFORE)), paid, 2_000)
    world.clock.pass_time(GIVE_UP_AFTER)
    world.open.services.sweep()


def fails_from_the_dashboard(world: World, paid: Payment) -> None:
    report_refund(world.open, dashboard_refund(paid, 1_500, FAILED))


@pytest.mark.parametrize(
    "refunded", [fails_at_the_bank, is_refused_at_once, never_reaches_stripe, fails_from_the_dashboard]
)
def test_each_refund_that_fails_alerts_the_operator_once(
    world: World, refunded: Callable[[World, Payment], None]
) -> None:
    paid = world.paid()
    for _ in range(2):
        refunded(world, paid)
    assert world.counters.counts["RefundsFailed"] == 1


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("call", ["commit", "save_record"])
def test_a_process_that_dies_at_the_write_loses_no_alert_of_a_failed_refund(
    world: World, call: str, when: When
) -> None:
    paid = world.paid()
    report = dashboard_refund(paid, 1_500, FAILED)
    if call == "commit":
        made = refund(world.open, paid, 1_500)
        report = world.stripe.refund_becomes(made.id, FAILED)
    dying = world.guarded(FailOn(call, when))
    assert isinstance(result_of(lambda: report_refund(dying, report)), Unavailable)
    report_refund(world.open, report)
    assert world.counters.counts["RefundsFailed"] >= 1


def test_a_refund_made_in_stripes_dashboard_leaves_the_balance_once(world: World) -> None:
    paid = world.paid()
    for _ in range(3):
        report_refund(world.open, dashboard_refund(paid, 1_500))
    assert (world.ledger.credit(ANA).balance, refund_lines(world)) == (3_500, [-1_500])
    assert world.ledger.all_entries(ANA)[-1].actor == STRIPE
    assert isinstance(result_of(lambda: refund(world.open, paid, 3_501)), InsufficientCredit)
    assert_consistent(world)


def test_a_failed_dashboard_refund_debits_nothing_in_any_event_order(world: World) -> None:
    paid = world.paid()
    for status in (FAILED, PENDING, SUCCEEDED):
        report_refund(world.open, dashboard_refund(paid, 1_500, status))
    assert (world.ledger.credit(ANA).balance, refund_lines(world)) == (5_000, [])
    assert_consistent(world)


def test_an_inquiry_does_not_stop_a_refund(world: World) -> None:
    paid = world.paid()
    report_dispute(world.open, paid, DisputeStatus.WARNING_NEEDS_RESPONSE, 0)
    assert refund(world.open, paid, 5_000).status is SUCCEEDED
