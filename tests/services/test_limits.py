"""Card testers get no further than the limits; who means to pay never meets one, and costs nothing to count."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.credit.errors import TooMany, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.rate_limits import (
    DECLINES_PER_TOP_UP,
    HOUR,
    LIMITS,
    OPEN_AT_ONCE,
    STARTS_PER_HOUR,
    STRIPE_CALLS_PER_MINUTE,
    Scope,
    hour_of,
)
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.fakes.examples import ANA
from tests.fakes.faults import FaultPlan, When
from tests.fakes.payments import DECLINED
from tests.fakes.world import World, request
from tests.services.actions import FailOn

HERE, THERE = "address-one", "address-two"
BY_ADDRESS, BY_CLINIC = LIMITS[Scope.ADDRESS], LIMITS[Scope.CLINIC]


def someone(number: int, clinic: str = "clinic_demo") -> PatientKey:
    return PatientKey(clinic, f"pat_{number}")


def declined(world: World, payment: Payment, charge: str) -> Payment:
    """Decline a card, report it, and do what follows."""
    intent = str(payment.payment_intent_id)
    said = world.stripe.say(intent, PaymentReportKind.FAILED, error=DECLINED, charge_id=charge)
    settled = world.open.services.settle_payment(said, report_id=f"evt_{charge}")
    return world.services.stop_card_testing(settled)


def test_a_returning_patients_first_starts_write_no_counter(world: World) -> None:
    for number in range(20):
        world.paid(someone(number), address=HERE)
    world.clock.pass_time(timedelta(days=1, seconds=1))
    counted = world.attempts.writes
    for number in range(20):
        world.paid(someone(number), address=HERE)
        world.paid(someone(number), address=HERE)
    assert world.attempts.writes == counted


def test_patients_made_up_for_it_start_no_more_than_an_addresss_limit_together(world: World) -> None:
    for number in range(BY_ADDRESS.starts):
        world.started(someone(number), address=HERE)
    with pytest.raises(TooMany) as refused:
        world.started(someone(BY_ADDRESS.starts), address=HERE)
    assert refused.value.scope == "address"
    assert len(world.stripe.intents) == BY_ADDRESS.starts


def test_after_a_decline_returning_patients_are_counted_as_well(world: World) -> None:
    world.paid(ANA, address=THERE)
    world.clock.pass_time(timedelta(days=1, seconds=1))
    declined(world, world.started(someone(1), address=HERE), "ch_1")
    counted = world.attempts.writes
    world.started(ANA, address=HERE)
    assert world.attempts.writes == counted + 2


def test_an_address_is_limited_across_all_its_patients(world: World) -> None:
    for _ in range(3):
        world.started(ANA, address=HERE)
    for number in range(BY_ADDRESS.starts - 3):
        world.started(someone(number), address=HERE)
    with pytest.raises(TooMany) as refused:
        world.started(someone(998), address=HERE)
    assert refused.value.scope == "address"
    assert 0 < refused.value.retry_after_s <= 3_601
    assert len(world.stripe.intents) == len(world.ledger.all_payments()) == BY_ADDRESS.starts
    assert world.counters.counts["StartsRefused"] == 1
    assert world.started(someone(999), address=THERE).payment_intent_id


@pytest.mark.parametrize(("into_hour_s", "left_s"), [(0, 3_600), (1, 3_599), (1_200, 2_400), (3_599, 1)])
def test_retry_after_counts_down_to_the_end_of_the_hour(world: World, into_hour_s: int, left_s: int) -> None:
    world.clock.pass_time(hour_of(world.clock.now()) + HOUR + timedelta(seconds=into_hour_s) - world.clock.now())
    refused = TooMany("", 0)
    for number in range(BY_ADDRESS.starts + 1):
        try:
            world.started(someone(number), address=HERE)
        except TooMany as fault:
            refused = fault
    assert left_s <= refused.retry_after_s <= left_s + 1
    assert refused.detail == "Too many payments are being tried at the moment."


def test_a_new_hour_is_a_new_tally(world: World) -> None:
    for number in range(BY_ADDRESS.starts // STARTS_PER_HOUR + 1):
        for _ in range(STARTS_PER_HOUR):
            try:
                world.started(someone(number), address=HERE)
            except TooMany:
                break
    with pytest.raises(TooMany):
        world.started(someone(999), address=HERE)
    world.clock.pass_time(timedelta(hours=1))
    assert world.started(someone(999), address=HERE).payment_intent_id


def test_a_clinic_whose_cards_are_tested_from_everywhere_starts_no_more(world: World) -> None:
    for number in range(BY_CLINIC.declines):
        declined(world, world.started(someone(number), address=f"address-{number}"), f"ch_{number}")
    with pytest.raises(TooMany) as refused:
        world.started(someone(999), address="address-new")
    assert refused.value.scope == "clinic"
    assert world.started(someone(999, "clinic_other")).payment_intent_id


def test_repeated_events_count_one_decline_once(world: World) -> None:
    payment = world.started(address=HERE)
    for _ in range(5):
        declined(world, payment, "ch_1")
    world.open.services.settle_top_up(ANA, payment.id)
    assert world.now(payment).declines == 1 and world.counters.counts["CardsDeclined"] == 1


def test_cards_declined_in_the_same_words_are_each_counted(world: World) -> None:
    payment = world.started(address=HERE)
    for number in range(3):
        declined(world, payment, f"ch_{number}")
    assert world.now(payment).declines == 3 and world.now(payment).status is PaymentStatus.PENDING


def test_a_top_up_on_which_many_cards_were_declined_is_closed(world: World) -> None:
    payment = world.started(address=HERE)
    for number in range(DECLINES_PER_TOP_UP):
        assert world.now(payment).status is PaymentStatus.PENDING
        declined(world, payment, f"ch_{number}")
    assert world.now(payment).status is PaymentStatus.CANCELED
    assert world.stripe.intents[str(payment.payment_intent_id)].outcome.kind is PaymentReportKind.CANCELED
    assert world.counters.counts["CardTestingStopped"] == 1


def test_where_cards_are_tested_every_open_top_up_is_closed_at_its_first_decline(world: World) -> None:
    waiting = [world.started(someone(100 + number), address=HERE) for number in range(5)]
    for number in range(BY_ADDRESS.declines):
        declined(world, world.started(someone(number), address=HERE), f"ch_{number}")
    for number, payment in enumerate(waiting):
        assert declined(world, payment, f"ch_late_{number}").status is PaymentStatus.CANCELED
    with pytest.raises(TooMany):
        world.started(someone(999), address=HERE)


def test_a_decline_and_then_a_card_that_works_is_paid(world: World) -> None:
    payment = world.started(address=HERE)
    declined(world, payment, "ch_1")
    settled = world.open.services.settle_payment(world.stripe.pay(str(payment.payment_intent_id)), report_id="evt_paid")
    assert settled.status is PaymentStatus.SUCCEEDED and settled.declines == 1


def test_the_client_fingerprint_is_erased_once_paid_or_closed(world: World) -> None:
    assert world.started(address=HERE).address == HERE
    assert world.paid(address=HERE).address is None
    canceled = world.started(address=HERE)
    world.open.services.settle_payment(world.stripe.cancel(str(canceled.payment_intent_id)), report_id="evt_canceled")
    assert world.now(canceled).address is None


def test_a_patient_leaves_no_more_top_ups_open_than_the_limit(world: World) -> None:
    for _ in range(2):
        for _ in range(STARTS_PER_HOUR):
            try:
                world.started()
            except TooMany:
                break
        world.clock.pass_time(timedelta(hours=1, seconds=1))
    with pytest.raises(TooMany):
        world.started()
    assert sum(payment.is_open for payment in world.ledger.all_payments()) == OPEN_AT_ONCE


def test_a_patient_whose_cards_keep_being_declined_starts_no_more_for_an_hour(world: World) -> None:
    for top_up in range(3):
        payment = world.started()
        for number in range(5):
            declined(world, payment, f"ch_{top_up}_{number}")
    with pytest.raises(TooMany) as refused:
        world.started()
    assert refused.value.scope == "patient"
    assert refused.value.detail == "You started many top-ups within an hour. Please try again later."
    world.clock.pass_time(timedelta(hours=1, seconds=1))
    assert world.started().payment_intent_id


def test_a_request_that_is_repeated_is_not_counted_again(world: World) -> None:
    for _ in range(3):
        world.started(address=HERE)
    writes = world.attempts.writes
    payment = world.ledger.all_payments()[0]
    assert world.now(payment).payment_intent_id
    first = world.open.start(request(key="again", address=HERE))
    counted = world.attempts.writes
    assert counted > writes
    for _ in range(10):
        assert world.open.start(request(key="again", address=HERE)) == first
    assert world.attempts.writes == counted


def test_a_patient_who_paid_is_not_locked_out_by_strangers_declines(world: World) -> None:
    world.paid(ANA, address=THERE)
    for number in range(BY_CLINIC.declines):
        declined(world, world.started(someone(number), address=f"address-{number}"), f"ch_{number}")
    with pytest.raises(TooMany):
        world.started(someone(999), address=THERE)
    for _ in range(5):
        assert world.started(ANA, address=THERE).payment_intent_id


def test_a_paid_patients_top_up_stays_open_while_strangers_test_cards(world: World) -> None:
    world.paid(ANA, address=THERE)
    waiting, new = world.started(ANA, address=THERE), world.started(someone(998), address="address-of-a-tester")
    for number in range(BY_CLINIC.declines):
        declined(world, world.started(someone(number), address=f"address-{number}"), f"ch_{number}")
    assert declined(world, waiting, "ch_mine").status is PaymentStatus.PENDING
    assert declined(world, new, "ch_new").status is PaymentStatus.CANCELED
    for number in range(DECLINES_PER_TOP_UP):
        declined(world, world.now(waiting), f"ch_mine_{number}")
    assert world.now(waiting).status is PaymentStatus.CANCELED, "ten cards are too many for any patient"


def test_a_patient_who_paid_is_still_limited_by_address(world: World) -> None:
    world.paid(ANA, address=HERE)
    for number in range(BY_ADDRESS.declines):
        declined(world, world.started(someone(number), address=HERE), f"ch_{number}")
    with pytest.raises(TooMany) as refused:
        world.started(ANA, address=HERE)
    assert refused.value.scope == "address"


def test_one_patient_makes_stripe_be_asked_no_more_than_the_limit_of_a_minute(world: World) -> None:
    mine, other = world.started(), world.started(someone(1))
    plan = FaultPlan()
    settle = world.guarded(plan).services.settle_top_up
    for _ in range(STRIPE_CALLS_PER_MINUTE):
        settle(ANA, mine.id)
    for _ in range(5):
        with pytest.raises(TooMany) as refused:
            settle(ANA, mine.id)
    assert 0 < refused.value.retry_after_s <= 61 and refused.value.scope == "requests"
    assert plan.calls.count("outcome") == STRIPE_CALLS_PER_MINUTE
    settle(other.patient, other.id)
    world.clock.pass_time(timedelta(minutes=1))
    settle(ANA, mine.id)


def test_a_start_that_stripe_fails_is_repeated_no_more_than_the_limit_of_a_minute(world: World) -> None:
    """Each repetition asks Stripe, and is no other top-up whose start would be counted."""
    plan = FailOn("start", When.BEFORE, times=1_000)
    start = world.guarded(plan).services.start_top_up
    outcomes = Counter[type[Exception]]()
    for _ in range(2 * STRIPE_CALLS_PER_MINUTE):
        with pytest.raises((TooMany, Unavailable)) as refused:
            start(request())
        outcomes[refused.type] += 1
    assert outcomes[TooMany] == STRIPE_CALLS_PER_MINUTE - 1
    assert outcomes[Unavailable] == STRIPE_CALLS_PER_MINUTE + 1
    world.clock.pass_time(timedelta(minutes=1))
    assert world.services.start_top_up(request()).payment_intent_id


def test_cards_declined_after_a_top_up_was_closed_are_counted_once_each(world: World) -> None:
    payment = world.started(address=HERE)
    for number in range(DECLINES_PER_TOP_UP):
        declined(world, payment, f"ch_{number}")
    assert world.now(payment).status is PaymentStatus.CANCELED
    for _ in range(2):
        declined(world, payment, "ch_in_flight")
    assert (world.now(payment).status, world.now(payment).declines) == (PaymentStatus.CANCELED, DECLINES_PER_TOP_UP + 1)
    assert world.counters.counts["CardsDeclined"] == DECLINES_PER_TOP_UP + 1


def test_a_settled_top_up_is_returned_without_a_count(world: World) -> None:
    paid, counted = world.paid(), world.attempts.writes
    world.services.settle_top_up(ANA, paid.id)
    assert world.attempts.writes == counted
