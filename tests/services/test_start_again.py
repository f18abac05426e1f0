"""A start that failed at Stripe for good blocks no patient: another key, another customer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.credit.errors import StripeFailed, Unavailable
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.schedule import FIRST_CHECK_AFTER, GIVE_UP_AFTER, SECOND_CHECK_AFTER
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World, request
from tests.services.actions import FailOn


def test_a_failure_that_stripe_repeats_under_its_key_delays_a_top_up_once(world: World) -> None:
    world.stripe.failed[request().payment_id] = True
    with pytest.raises(StripeFailed):
        world.open.start(request())
    started = world.open.start(request())
    assert (started.intent_attempt, len(world.stripe.intents)) == (1, 1)
    world.stripe.pay(str(started.payment_intent_id))
    assert world.services.settle_top_up(ANA, started.id).unapplied == 5_000


def test_a_failure_that_stripe_does_not_keep_leaves_the_key_as_it_is(world: World) -> None:
    world.stripe.failed[request().payment_id] = False
    with pytest.raises(StripeFailed):
        world.open.start(request())
    started = world.open.start(request())
    assert (started.intent_attempt, len(world.stripe.intents)) == (0, 1)


def test_a_payment_intent_that_was_made_in_spite_of_a_failure_is_used(world: World) -> None:
    first = world.open.start(request())
    world.ledger.save(first.changed(payment_intent_id=None, client_secret=None))
    world.stripe.failed[first.id] = True
    again = world.open.start(request())
    assert (again.payment_intent_id, again.intent_attempt) == (first.payment_intent_id, 0)


def test_a_customer_that_was_deleted_at_stripe_is_replaced(world: World) -> None:
    world.paid()
    gone = str(world.ledger.credit(ANA).customer_id)
    world.stripe.deleted.add(gone)
    started = world.started()
    replaced = world.ledger.credit(ANA).customer_id
    assert replaced not in (None, gone)
    assert world.stripe.intents[str(started.payment_intent_id)].customer_id == replaced
    assert world.started().payment_intent_id
    assert world.ledger.credit(ANA).balance == 5_000


@pytest.mark.parametrize("had_paid", [True, False])
def test_a_lost_payment_intent_is_found_though_the_patients_customer_was_replaced(world: World, had_paid: bool) -> None:
    if had_paid:
        world.paid()
    with pytest.raises(Unavailable):
        world.guarded(FailOn("start", When.AFTER)).start(request())
    world.ledger.replace_customer(ANA, str(world.ledger.credit(ANA).customer_id), "cus_of_another")
    started = world.open.start(request())
    assert len(world.stripe.intents) == 1 + had_paid and started.payment_intent_id in world.stripe.intents


def test_a_top_up_stored_before_customers_were_kept_with_it_asks_for_the_patients(world: World) -> None:
    with pytest.raises(Unavailable):
        world.guarded(FailOn("start", When.AFTER)).start(request())
    (old,) = world.ledger.all_payments()
    world.ledger.save(old.changed(customer_id=None))
    for span in (FIRST_CHECK_AFTER, SECOND_CHECK_AFTER, GIVE_UP_AFTER):
        world.clock.pass_time(span)
        world.services.sweep()
    (made,) = world.stripe.intents.values()
    assert made.outcome.kind is PaymentReportKind.CANCELED


def started_late(world: World, *, is_paid: bool) -> tuple[Payment, str]:
    """A top-up whose first PaymentIntent Stripe made after it failed and was looked at: its secret is lost."""
    world.stripe.failed[request().payment_id] = True
    with pytest.raises(StripeFailed):
        world.open.start(request())
    started = world.open.start(request())
    first = replace(started, intent_attempt=0, payment_intent_id=None)
    late = world.stripe.start(first, str(world.ledger.credit(ANA).customer_id))
    if is_paid:
        world.services.settle_payment(world.stripe.pay(str(started.payment_intent_id)), report_id="evt_paid")
    return started, late.payment_intent_id


@pytest.mark.parametrize("is_paid", [True, False])
@pytest.mark.parametrize("receipt_first", [True, False])
def test_a_payment_intent_that_was_made_after_the_look_is_canceled_within_a_day(
    world: World, is_paid: bool, receipt_first: bool
) -> None:
    started, late = started_late(world, is_paid=is_paid)
    if is_paid and receipt_first:
        world.services.issue_receipt(world.now(started))
    for span in (FIRST_CHECK_AFTER, SECOND_CHECK_AFTER, GIVE_UP_AFTER):
        world.clock.pass_time(span)
        world.services.sweep()
    canceled = world.stripe.outcome(late)
    assert canceled.kind is PaymentReportKind.CANCELED
    assert world.services.settle_payment(canceled, report_id="evt_late").is_open is False
    ended = world.now(started)
    assert ended.status is (PaymentStatus.SUCCEEDED if is_paid else PaymentStatus.CANCELED)
    assert (ended.next_check_at, world.ledger.in_quarantine) == (None, {})


def test_the_payment_intent_of_a_switch_that_was_cut_off_is_canceled_with_the_top_up(world: World) -> None:
    started = world.open.start(request())
    world.ledger.save(started.superseded_by("acct_north", 0))
    for span in (FIRST_CHECK_AFTER, SECOND_CHECK_AFTER, GIVE_UP_AFTER):
        world.clock.pass_time(span)
        world.services.sweep()
    assert world.stripe.outcome(str(started.payment_intent_id)).kind is PaymentReportKind.CANCELED
    assert world.now(started).status is PaymentStatus.CANCELED


def test_a_payment_with_one_payment_intent_is_looked_for_no_more_once_it_is_paid(world: World) -> None:
    paid = world.paid()
    plan = FaultPlan()
    guarded = world.guarded(plan)
    for span in (FIRST_CHECK_AFTER, GIVE_UP_AFTER):
        world.clock.pass_time(span)
        guarded.services.sweep()
    assert "others" not in plan.calls and world.now(paid).next_check_at is None
