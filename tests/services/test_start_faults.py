"""Faults at every call of a top-up: the patient retries with the same key, and pays once."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.payment import Payment
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.ledger import FakeLedger
from tests.fakes.world import Access, World, assert_adds_up, request

FIRST_START = (
    "payment_credit_and_person",
    "counted",
    "get",
    "add",
    "starts_since",
    "count",
    "save_person",
    "create_customer",
    "save_customer_if_absent",
    "save",
    "start",
    "save",
)
"""The calls of a patient's first top-up. A new call here is a new fault to survive, and the tests below try it."""
TURNS = [(at, when) for at in range(len(FIRST_START)) for when in When]


def test_the_calls_of_a_first_top_up_are_known(world: World) -> None:
    plan = FaultPlan()
    world.guarded(plan).start(request())
    assert tuple(plan.calls) == FIRST_START


@pytest.mark.parametrize(("at", "when"), TURNS, ids=[f"{FIRST_START[at]} {when}" for at, when in TURNS])
def test_retrying_a_start_after_any_fault_never_charges_twice(world: World, at: int, when: When) -> None:
    with pytest.raises(Unavailable):
        world.guarded(FaultPlan(at, when)).start(request())
    payment = world.open.start(request())
    assert payment == world.open.start(request())
    assert len(world.ledger.all_payments()) == len(world.stripe.intents) == len(world.stripe.customers) == 1
    world.stripe.pay(payment.payment_intent_id or "")
    settled = world.open.services.settle_top_up(ANA, payment.id)
    assert settled.unapplied == 5_000 and world.ledger.credit(ANA).balance == 5_000
    assert_adds_up(world)


class MeetsAnotherWriter(FakeLedger):
    """A transaction on the item of the first payment fails its write, and stores nothing there."""

    tries = 0

    def add(self, payment: Payment) -> bool:
        self.tries += 1
        return self.tries > 1 and super().add(payment)


def test_a_payment_that_is_not_stored_is_written_anew_before_stripe_is_asked() -> None:
    world, plan = World(ledger=MeetsAnotherWriter()), FaultPlan()
    payment = world.guarded(plan).start(request())
    assert world.ledger.payment(ANA, payment.id) == payment
    assert plan.calls.count("add") == 2
    assert plan.calls.count("start") == 1


def settled_by_report(world: World, access: Access, payment: Payment) -> Payment:
    outcome = world.stripe.outcome(payment.payment_intent_id or "")
    return access.services.settle_payment(outcome, report_id="evt_1")


def settled_by_asking(world: World, access: Access, payment: Payment) -> Payment:
    return access.services.settle_top_up(payment.patient, payment.id)


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("settle", [settled_by_report, settled_by_asking])
def test_settlement_is_idempotent_after_a_crash_at_any_call(world: World, at: int, when: When, settle: object) -> None:
    assert callable(settle)
    payment, plan = world.started(), FaultPlan(at, when)
    world.stripe.pay(payment.payment_intent_id or "")
    try:
        settle(world, world.guarded(plan), payment)
        assert len(plan.calls) <= at, "a fault was swallowed"
    except Unavailable:
        assert len(plan.calls) == at + 1
    settle(world, world.open, payment)
    settle(world, world.open, payment)
    assert len(world.ledger.all_entries(ANA)) == 1 and world.ledger.credit(ANA).balance == 5_000
    assert_adds_up(world)
