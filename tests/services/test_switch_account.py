"""A patient at the form when the primary account dies: the same key goes on with the account that is primary now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import CreditError, NotAllowed
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.fakes.examples import ANA, account, maple
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World, assert_adds_up, request


def died(world: World, *, primary: str = "acct_north") -> Clinic:
    """The account that was primary takes no more charges, and full-access users chose another one."""
    world.clinics.save_account("clinic_demo", account(charges_enabled=False))
    settings = replace(world.clinics.get("clinic_demo").settings, primary_account_id=primary, version=2)
    world.clinics.save_settings("clinic_demo", settings, "moved")
    return world.clinics.get("clinic_demo")


def kind(world: World, payment: Payment) -> PaymentReportKind:
    return world.stripe.intents[str(payment.payment_intent_id)].outcome.kind


def test_the_same_key_gives_a_new_payment_intent_on_the_new_primary_account(world: World) -> None:
    before = world.open.start(request())
    died(world)
    after = world.open.start(request())
    assert (after.id, after.account_id) == (before.id, "acct_north")
    assert after.client_secret != before.client_secret
    assert kind(world, before) is PaymentReportKind.CANCELED
    assert kind(world, after) is PaymentReportKind.WAITING
    assert world.open.start(request()) == after


def test_word_that_the_old_payment_intent_was_canceled_does_not_close_the_top_up(world: World) -> None:
    before = world.open.start(request())
    died(world)
    after = world.open.start(request())
    old = world.stripe.outcome(str(before.payment_intent_id))
    assert world.services.settle_payment(old, report_id="evt_old").status is PaymentStatus.PENDING
    world.stripe.pay(str(after.payment_intent_id))
    paid = world.services.settle_top_up(ANA, after.id)
    assert (paid.unapplied, paid.account_id) == (5_000, "acct_north")


def test_a_payment_made_in_the_last_moment_is_settled_and_not_made_again(world: World) -> None:
    before = world.open.start(request())
    world.stripe.pay(str(before.payment_intent_id))
    died(world)
    after = world.open.start(request())
    assert (after.status, after.account_id) == (PaymentStatus.SUCCEEDED, "acct_main")
    assert len(world.stripe.intents) == 1
    assert_adds_up(world)


def test_a_top_up_stays_where_it_is_while_its_account_takes_charges(world: World) -> None:
    before = world.open.start(request())
    settings = replace(maple().settings, primary_account_id="acct_north", version=2)
    world.clinics.save_settings("clinic_demo", settings, "moved")
    assert world.open.start(request()) == before


def test_without_another_account_the_top_up_stays_as_it_is(world: World) -> None:
    before = world.open.start(request())
    world.clinics.save_account("clinic_demo", account(charges_enabled=False))
    assert world.open.start(request()) == before


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("paid_first", [True, False])
def test_a_fault_at_any_call_of_the_switch_loses_and_doubles_nothing(when: When, paid_first: bool) -> None:
    for at in range(12):
        world = World()
        before = world.open.start(request())
        if paid_first:
            world.stripe.pay(str(before.payment_intent_id))
        died(world)
        with suppress(CreditError):
            world.guarded(FaultPlan(at, when)).start(request())
        after = world.open.start(request())
        if not paid_first:
            assert after.account_id == "acct_north"
            world.stripe.pay(str(after.payment_intent_id))
            with pytest.raises(NotAllowed):
                world.stripe.pay(str(before.payment_intent_id))
        world.services.settle_top_up(ANA, after.id)
        assert world.ledger.credit(ANA).balance == 5_000
        assert_adds_up(world)
