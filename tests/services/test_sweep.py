"""The sweep: with every webhook lost, every payment still settles."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.document import Document
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.receipt import Receipt
from chalicelib.credit.schedule import GIVE_UP_AFTER
from chalicelib.credit.stripe_report import PaymentReportKind
from chalicelib.services.due_work.work_off import WorkReport
from tests.fakes.documents import draw
from tests.fakes.examples import ANA, BEN, CHO
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World, assert_adds_up, request

MINUTES = timedelta(minutes=6)


def swept(world: World) -> WorkReport:
    return world.open.services.sweep()


def pay(world: World, payment: Payment) -> None:
    world.stripe.pay(payment.payment_intent_id or "")


def test_with_every_webhook_lost_every_payment_settles_and_has_its_receipt(world: World) -> None:
    started = [world.started(patient) for patient in (ANA, BEN, CHO) for _ in range(5)]
    for payment in started:
        pay(world, payment)
    world.clock.pass_time(MINUTES)
    swept(world)
    assert {world.now(payment).status for payment in started} == {PaymentStatus.SUCCEEDED}
    assert all(world.now(payment).receipt for payment in started) and len(world.receipts.files) == 15
    for patient in (ANA, BEN, CHO):
        assert_adds_up(world, patient)
        assert world.ledger.credit(patient).balance == 25_000


class Slow(FaultPlan):
    """Every look at one PaymentIntent takes 20 seconds."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def run(self, name: str, call: Any) -> Any:
        if name == "outcome":
            self._world.clock.pass_time(timedelta(seconds=20))
        return super().run(name, call)


def test_a_slow_sweep_ends_in_time_and_tells_what_it_left(world: World) -> None:
    started = [world.started(patient) for patient in (ANA, BEN, CHO) for _ in range(5)]
    for payment in started:
        pay(world, payment)
    world.clock.pass_time(MINUTES)
    before = world.clock.now()
    report = world.guarded(Slow(world)).services.sweep()
    assert world.clock.now() - before < timedelta(seconds=290)
    assert (report.counts["left"], world.counters.counts["WorkLeft"]) == (5, 5)
    swept(world)
    assert {world.now(payment).status for payment in started} == {PaymentStatus.SUCCEEDED}


def test_a_finished_item_is_not_processed_again(world: World) -> None:
    pay(world, world.started())
    world.clock.pass_time(MINUTES)
    swept(world)
    world.clock.pass_time(timedelta(days=400))
    assert not swept(world).counts


def test_a_fresh_top_up_is_left_to_its_payer(world: World) -> None:
    world.started()
    world.clock.pass_time(timedelta(minutes=4))
    assert not swept(world).counts


def test_an_unpaid_top_up_is_canceled_at_24_hours_and_not_before(world: World) -> None:
    started = world.started()
    while world.clock.now() - started.created_at < GIVE_UP_AFTER:
        assert world.now(started).status is PaymentStatus.PENDING
        swept(world)
        world.clock.pass_time(timedelta(minutes=5))
    swept(world)
    assert world.now(started).status is PaymentStatus.CANCELED
    assert world.stripe.outcome(started.payment_intent_id or "").kind is PaymentReportKind.CANCELED


def test_an_abandoned_top_up_costs_stripe_three_looks_and_one_cancellation(world: World) -> None:
    """After five minutes, two hours and 24 hours, the last of which cancels it."""
    world.started()
    plan, asked_at = FaultPlan(), []
    for minutes in range(0, 25 * 60, 5):
        before = plan.calls.count("outcome")
        world.guarded(plan).services.sweep()
        asked_at += [minutes] * (plan.calls.count("outcome") - before)
        world.clock.pass_time(timedelta(minutes=5))
    assert asked_at == [5, 2 * 60, 24 * 60]
    assert plan.calls.count("cancel") == 1


def test_an_abandoned_declined_top_up_is_canceled(world: World) -> None:
    started = world.started()
    world.stripe.decline(started.payment_intent_id or "")
    world.clock.pass_time(timedelta(hours=25))
    swept(world)
    assert world.now(started).status is PaymentStatus.CANCELED


def test_money_that_arrives_in_the_last_moment_is_credited_not_canceled(world: World) -> None:
    started = world.started()
    pay(world, started)
    world.clock.pass_time(timedelta(hours=30))
    swept(world)
    assert world.now(started).status is PaymentStatus.SUCCEEDED and world.ledger.credit(ANA).balance == 5_000


def test_a_payment_that_stripe_is_still_processing_is_not_given_up(world: World) -> None:
    started = world.started()
    world.stripe.say(started.payment_intent_id or "", PaymentReportKind.PROCESSING)
    world.clock.pass_time(timedelta(hours=30))
    swept(world)
    assert world.now(started).status is PaymentStatus.PROCESSING
    world.stripe.say(started.payment_intent_id or "", PaymentReportKind.WAITING)
    pay(world, started)
    world.clock.pass_time(timedelta(hours=3))
    swept(world)
    assert world.now(started).status is PaymentStatus.SUCCEEDED


def broken_start(world: World, call: str, when: When) -> Payment:
    """A top-up whose start broke at `call`, and which its patient never took up again."""
    names = FaultPlan()
    World(clock=world.clock).guarded(names).start(request())
    with pytest.raises(Unavailable):
        world.guarded(FaultPlan(names.calls.index(call), when)).start(request())
    (payment,) = world.ledger.all_payments()
    return payment


def test_a_lost_payment_intent_is_found_and_canceled_at_24_hours(world: World) -> None:
    payment = broken_start(world, "start", When.AFTER)
    assert payment.payment_intent_id is None and len(world.stripe.intents) == 1
    world.clock.pass_time(timedelta(hours=24))
    swept(world)
    assert world.now(payment).status is PaymentStatus.CANCELED
    assert [intent.outcome.kind for intent in world.stripe.intents.values()] == [PaymentReportKind.CANCELED]


def test_money_paid_into_a_lost_payment_intent_is_credited(world: World) -> None:
    payment = broken_start(world, "start", When.AFTER)
    (intent,) = world.stripe.intents.values()
    world.stripe.pay(intent.id)
    world.clock.pass_time(MINUTES)
    swept(world)
    assert world.now(payment).status is PaymentStatus.SUCCEEDED
    assert_adds_up(world)


@pytest.mark.parametrize("call", ["add", "create_customer", "start"])
def test_a_top_up_that_never_reached_stripe_is_closed_at_24_hours(world: World, call: str) -> None:
    payment = broken_start(world, call, When.AFTER if call == "add" else When.BEFORE)
    world.clock.pass_time(timedelta(hours=23))
    swept(world)
    assert world.now(payment).is_open
    world.clock.pass_time(timedelta(hours=1, minutes=5))
    swept(world)
    assert world.now(payment).status is PaymentStatus.CANCELED
    world.clock.pass_time(timedelta(hours=1))
    assert not swept(world).counts


def test_a_receipt_that_is_missing_is_issued(world: World) -> None:
    paid = world.paid()
    assert world.now(paid).receipt is None
    world.clock.pass_time(MINUTES)
    assert swept(world).counts["receipt"] == 1
    assert world.now(paid).receipt is not None


def test_a_tampered_payment_is_quarantined_and_the_others_settle(world: World) -> None:
    bad, good = world.started(), world.started()
    pay(world, bad)
    pay(world, good)
    world.stripe.say(bad.payment_intent_id or "", PaymentReportKind.SUCCEEDED, amount_received=1)
    world.clock.pass_time(MINUTES)
    swept(world)
    assert world.ledger.credit(ANA).balance == 5_000 and len(world.ledger.in_quarantine) == 1
    assert_adds_up(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(14))
def test_a_fault_at_any_call_of_a_sweep_loses_and_doubles_nothing(world: World, at: int, when: When) -> None:
    for payment in (world.started(), world.started(BEN)):
        pay(world, payment)
    world.clock.pass_time(MINUTES)
    with pytest.raises(Unavailable) if at == 0 else nullcontext():
        world.guarded(FaultPlan(at, when)).services.sweep()
    for _ in range(2):
        world.clock.pass_time(MINUTES)
        swept(world)
    for patient in (ANA, BEN):
        assert world.ledger.credit(patient).balance == 5_000
        assert_adds_up(world, patient)
    assert len(world.receipts.files) == 2


def test_one_receipt_that_cannot_be_rendered_leaves_the_other_payments(world: World) -> None:
    broken, fine = world.started(amount=6_600), [world.started(BEN) for _ in range(3)]
    for payment in (broken, *fine):
        pay(world, payment)

    def render(receipt: Document) -> bytes:
        if isinstance(receipt, Receipt) and receipt.amount == broken.amount:
            raise ValueError("no glyph for this name")
        return draw(receipt)

    world.clock.pass_time(MINUTES)
    report = replace(world.open, render=render).services.sweep()
    assert report.counts["failed"] == 1 and report.counts["receipt"] == 3
    assert report.broken == [f"{broken.id}: ValueError"]
    assert all(world.now(payment).receipt for payment in fine)
    assert world.ledger.credit(ANA).balance == 6_600 and world.now(broken).receipt is None
    world.clock.pass_time(MINUTES)
    assert swept(world).counts["receipt"] == 1


def test_a_sweep_processes_at_most_its_limit(world: World) -> None:
    for _ in range(5):
        world.started()
    world.clock.pass_time(MINUTES)
    assert world.open.services.sweep(limit=3).counts["waiting"] == 3
