"""Starting a top-up: what is refused, what is written, and what is the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.clinic import Location
from chalicelib.credit.errors import (
    IdempotencyKeyReused,
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
    TopUpsUnavailable,
)
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.payment import LocationSnapshot, Payment, PaymentStatus
from chalicelib.credit.rate_limits import STARTS_PER_HOUR
from chalicelib.credit.schedule import FIRST_CHECK_AFTER
from tests.fakes.examples import ANA, BEN, SAM, account, maple
from tests.fakes.small import NOON
from tests.fakes.world import World, request


def assert_untouched(world: World) -> None:
    assert world.ledger.all_payments() == []
    assert world.stripe.intents == {} and world.stripe.customers == {}


def test_a_started_top_up_can_be_paid(world: World) -> None:
    payment = world.open.start(request())
    intent = world.stripe.intents[payment.payment_intent_id or ""]
    assert payment.client_secret and payment.status is PaymentStatus.PENDING
    assert (intent.amount, intent.outcome.currency, intent.outcome.destination) == (5_000, "cad", "acct_main")
    assert world.now(payment) == payment


def test_a_started_top_up_holds_what_was_asked_for_and_on_which_terms(world: World) -> None:
    profile = replace(world.clinics.get("clinic_demo").profile, dispute_fees_borne_by=FeeBearer.CLINIC)
    world.clinics.provision(replace(maple(), profile=replace(profile, application_fee_fixed=30)))
    asked = request(language="fr-CA", address="here")
    made = world.open.start(asked)
    assert made == Payment(
        id=asked.payment_id,
        patient=ANA,
        amount=5_000,
        currency="cad",
        location=LocationSnapshot("loc_main", "Main Street"),
        account_id="acct_main",
        application_fee=30,
        bears_dispute_fees=True,
        patient_name="Ana Núñez",
        language="fr-CA",
        request_hash=asked.hash,
        created_at=NOON,
        address="here",
        customer_id=world.stripe.customers[ANA],
        payment_intent_id=made.payment_intent_id,
        client_secret=made.client_secret,
        version=made.version,
        terms_version=1,
        next_check_at=NOON + FIRST_CHECK_AFTER,
    )


def test_a_repeated_request_returns_the_same_top_up(world: World) -> None:
    assert world.open.start(request()) == world.open.start(request())
    assert len(world.stripe.intents) == len(world.ledger.all_payments()) == 1


def test_another_request_under_the_same_key_is_refused_and_changes_nothing(world: World) -> None:
    first = world.open.start(request())
    for changes in ({"amount": 6_000}, {"location_id": "loc_north"}):
        with pytest.raises(IdempotencyKeyReused):
            world.open.start(request(**changes))
    assert world.ledger.all_payments() == [first]


def test_two_patients_may_use_the_same_key(world: World) -> None:
    assert world.open.start(request(ANA)).id != world.open.start(request(BEN)).id


@pytest.mark.parametrize("amount", [499, 100_001])
def test_an_amount_out_of_the_clinics_limits_is_refused_with_the_limits(world: World, amount: int) -> None:
    with pytest.raises(Invalid, match="between 500 and 100000") as refused:
        world.open.start(request(amount=amount))
    assert refused.value.errors[0].field == "amount" and refused.value.code == "amount_out_of_range"
    assert_untouched(world)


@pytest.mark.parametrize("amount", [500, 100_000])
def test_the_limits_themselves_are_allowed(world: World, amount: int) -> None:
    assert world.open.start(request(amount=amount)).amount == amount


def test_a_top_up_beyond_the_largest_balance_is_refused_and_one_up_to_it_is_not(world: World) -> None:
    for _ in range(4):
        world.paid(amount=100_000)
    world.paid(amount=99_000)
    with pytest.raises(NotAllowed, match="at most 1000") as refused:
        world.open.start(request(amount=1_001))
    assert refused.value.code == "balance_maximum_exceeded" and refused.value.errors[0].field == "amount"
    assert world.open.start(request(amount=1_000)).amount == 1_000


@pytest.mark.parametrize(
    ("location_id", "error", "code"),
    [
        ("loc_nowhere", NotFound, "not_found"),
        ("loc_other", NotFound, "not_found"),
        ("loc_closed", NotAllowed, "location_inactive"),
    ],
)
def test_a_location_that_cannot_be_used_is_refused_by_name(
    world: World, location_id: str, error: type[NotFound | NotAllowed], code: str
) -> None:
    with pytest.raises(error) as refused:
        world.open.start(request(location_id=location_id))
    assert refused.value.code == code and refused.value.errors[0].field == "location_id"
    assert_untouched(world)


def test_a_clinic_that_switched_it_off_starts_nothing(world: World) -> None:
    settings = world.clinics.get("clinic_demo").settings
    world.clinics.save_settings("clinic_demo", replace(settings, account_credit_enabled=False, version=2), "off")
    with pytest.raises(TopUpsUnavailable) as refused:
        world.open.start(request())
    assert refused.value.reason == "account_credit_disabled"
    assert_untouched(world)


def test_an_account_that_stripe_disabled_takes_no_more_top_ups(world: World) -> None:
    world.clinics.save_account("clinic_demo", account(charges_enabled=False))
    with pytest.raises(TopUpsUnavailable) as refused:
        world.open.start(request())
    assert refused.value.reason == "primary_account_not_eligible"
    assert_untouched(world)


def test_without_any_active_location_nothing_is_offered(world: World) -> None:
    for location_id in ("loc_main", "loc_north"):
        world.clinics.save_location("clinic_demo", Location(location_id, "Closed", False), by=SAM, at=world.clock.now())
    with pytest.raises(TopUpsUnavailable) as refused:
        world.open.start(request())
    assert refused.value.reason == "no_active_location"


def test_a_top_up_keeps_the_account_it_was_started_with(world: World) -> None:
    started = world.started()
    settings = world.clinics.get("clinic_demo").settings
    world.clinics.save_settings("clinic_demo", replace(settings, primary_account_id="acct_north", version=2), "moved")
    assert world.now(started).account_id == "acct_main"
    assert world.started().account_id == "acct_north"


def test_a_top_up_that_was_started_can_be_repeated_after_the_clinic_switched_it_off(world: World) -> None:
    started = world.open.start(request())
    settings = world.clinics.get("clinic_demo").settings
    world.clinics.save_settings("clinic_demo", replace(settings, account_credit_enabled=False, version=2), "off")
    assert world.open.start(request()) == started


def test_the_platform_account_is_never_a_destination(world: World) -> None:
    world.clinics.save_account("clinic_demo", account("acct_main", is_platform=True))
    started = world.started()
    assert started.account_id is None
    assert world.stripe.intents[started.payment_intent_id or ""].outcome.destination is None


def test_a_patients_second_top_up_is_for_the_same_customer(world: World) -> None:
    world.started()
    world.started()
    assert len(world.stripe.customers) == 1
    assert len({intent.customer_id for intent in world.stripe.intents.values()}) == 1


def test_a_card_tester_gets_no_more_starts_than_the_limit(world: World) -> None:
    for _ in range(STARTS_PER_HOUR):
        world.started()
    for _ in range(30):
        with pytest.raises(TooMany) as refused:
            world.started()
    assert refused.value.retry_after_s > 0
    assert len(world.stripe.intents) == len(world.ledger.all_payments()) == STARTS_PER_HOUR


def test_an_hour_later_the_patient_may_start_again(world: World) -> None:
    for _ in range(STARTS_PER_HOUR):
        world.started()
    world.clock.pass_time(timedelta(hours=1, seconds=1))
    assert world.started().payment_intent_id


def test_one_patients_rate_limit_does_not_affect_other_patients(world: World) -> None:
    for _ in range(STARTS_PER_HOUR):
        world.started()
    assert world.started(BEN).payment_intent_id


def test_the_language_of_the_receipt_is_the_patients_or_else_the_clinics(world: World) -> None:
    assert world.started(language="fr-CA").language == "fr-CA"
    assert world.started(language=None).language == "en"


@pytest.mark.parametrize(("name", "times"), [("", 1), ("\u200b", 1), ("Ana Núñez", 0)])
def test_the_operator_is_told_of_tokens_without_a_name(world: World, name: str, times: int) -> None:
    world.open.start(request(patient_name=name))
    assert world.counters.counts["TokensWithoutName"] == times


def test_a_top_up_keeps_the_words_that_were_shown_whatever_changes_later(world: World) -> None:
    world.clinics.set_settings("clinic_demo", statement_name="MAIN ST", version=7)
    started = world.open.start(request(terms_version=6))
    assert (started.statement_suffix, started.terms_version) == ("MAIN ST", 6)
    world.clinics.set_settings("clinic_demo", statement_name="NORTH", version=8)
    assert world.open.start(request(terms_version=8)) == started
    assert world.open.start(request(key="key-2", terms_version=99)).terms_version == 8
    assert world.open.start(request(key="key-3")).terms_version == 8
