"""A payment whose metadata was removed in Stripe's dashboard is asked about, canceled and settled as any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.rate_limits import DECLINES_PER_TOP_UP
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.fakes.examples import ANA, account
from tests.fakes.world import World, request


@pytest.fixture
def started(world: World) -> Payment:
    world.stripe.metadata_was_removed = True
    return world.open.start(request())


def paid(world: World, started: Payment) -> None:
    world.stripe.pay(str(started.payment_intent_id))


def swept(world: World, passed: timedelta) -> None:
    world.clock.pass_time(passed)
    world.services.sweep()


def test_it_is_settled_when_its_patient_looks(world: World, started: Payment) -> None:
    paid(world, started)
    assert world.services.settle_top_up(ANA, started.id).status is PaymentStatus.SUCCEEDED


def test_the_sweep_settles_it(world: World, started: Payment) -> None:
    paid(world, started)
    swept(world, timedelta(minutes=10))
    assert world.now(started).status is PaymentStatus.SUCCEEDED


def test_the_sweep_cancels_it_unpaid_after_a_day(world: World, started: Payment) -> None:
    swept(world, timedelta(hours=25))
    assert world.now(started).status is PaymentStatus.CANCELED
    assert world.stripe.intents[str(started.payment_intent_id)].outcome.kind is PaymentReportKind.CANCELED


def test_it_is_switched_to_the_account_that_is_primary_now(world: World, started: Payment) -> None:
    world.clinics.save_account("clinic_demo", account(charges_enabled=False))
    settings = replace(world.clinics.get("clinic_demo").settings, primary_account_id="acct_north", version=2)
    world.clinics.save_settings("clinic_demo", settings, "moved")
    assert world.open.start(request()).account_id == "acct_north"
    assert world.stripe.intents[str(started.payment_intent_id)].outcome.kind is PaymentReportKind.CANCELED


def test_it_is_closed_after_many_declined_cards(world: World, started: Payment) -> None:
    world.ledger.save(world.now(started).changed(declines=DECLINES_PER_TOP_UP))
    assert world.services.stop_card_testing(world.now(started)).status is PaymentStatus.CANCELED


def test_its_receipt_names_the_card_that_the_report_lacked(world: World, started: Payment) -> None:
    report = world.stripe.pay(str(started.payment_intent_id))
    world.services.settle_payment(replace(report, card=None), report_id="evt_paid")
    world.services.issue_receipt(world.now(started))
    assert world.now(started).card == report.card and world.now(started).receipt


def test_another_payment_intent_of_it_is_canceled(world: World, started: Payment) -> None:
    paid(world, started)
    world.ledger.save(world.now(started).changed(intent_attempt=1))
    other = world.stripe.start(world.now(started), str(started.customer_id)).payment_intent_id
    swept(world, timedelta(minutes=10))
    swept(world, timedelta(hours=25))
    assert world.stripe.intents[other].outcome.kind is PaymentReportKind.CANCELED
    assert world.now(started).next_check_at is None
