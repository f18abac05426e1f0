"""The largest balance counts what is open, exactly: of many starts at once no more pass than there is room for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import BalanceMaximumExceeded, CreditError
from chalicelib.credit.payment import PaymentStatus
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan
from tests.fakes.world import World, request
from tests.services.actions import InterleaveAt

FULL = 100_000
"""The largest top-up; the largest balance is five of them."""


def test_open_top_ups_count_and_the_refusal_names_the_room(world: World) -> None:
    for _ in range(4):
        world.started(amount=FULL)
    world.started(amount=99_000)
    with pytest.raises(BalanceMaximumExceeded, match="at most 1000"):
        world.started(amount=1_001)
    assert world.started(amount=1_000).payment_intent_id
    assert len(world.ledger.all_payments()) == 6, "a refused start leaves nothing"


def test_paid_and_open_top_ups_count_together(world: World) -> None:
    for _ in range(3):
        world.paid(amount=FULL)
    world.started(amount=FULL)
    world.started(amount=FULL)
    with pytest.raises(BalanceMaximumExceeded):
        world.started(amount=500)


def test_a_canceled_top_up_leaves_its_room(world: World) -> None:
    started = [world.started(amount=FULL) for _ in range(5)]
    report = world.stripe.cancel(str(started[0].payment_intent_id))
    assert world.services.settle_payment(report, report_id="evt_1").status is PaymentStatus.CANCELED
    assert world.started(amount=FULL).payment_intent_id


def test_other_patients_have_room_of_their_own(world: World) -> None:
    for _ in range(5):
        world.started(amount=FULL)
    assert world.started(BEN, amount=FULL).payment_intent_id


def test_a_start_that_was_allowed_can_be_repeated_at_the_maximum(world: World) -> None:
    started = [world.open.start(request(key=f"key-{number}", amount=FULL)) for number in range(5)]
    assert [world.open.start(request(key=f"key-{number}", amount=FULL)) for number in range(5)] == started


@pytest.mark.parametrize("at", range(13))
def test_starts_that_meet_at_any_call_stay_within_the_maximum_together(world: World, at: int) -> None:
    for _ in range(4):
        world.paid(amount=FULL)
    world.clock.pass_time(timedelta(minutes=1))

    def meanwhile() -> None:
        world.open.start(request(key="the other", amount=FULL))

    with suppress(CreditError):
        world.guarded(InterleaveAt(at, meanwhile)).start(request(key="mine", amount=FULL))
    open_now = [payment.amount for payment in world.ledger.all_payments() if payment.is_open]
    assert sum(open_now) + world.ledger.credit(ANA).balance <= 5 * FULL


def test_far_below_the_maximum_nothing_more_is_read_or_written(world: World) -> None:
    world.paid()
    plan = FaultPlan()
    world.guarded(plan).start(request())
    assert plan.calls.count("starts_since") == plan.calls.count("get") == 1
    assert plan.calls.count("payments") == 0


def test_a_larger_maximum_of_yesterday_is_not_overlooked(world: World) -> None:
    world.started(amount=FULL)
    settings = world.clinics.get("clinic_demo").settings
    lower = replace(settings, top_up_maximum=500, balance_maximum=FULL, version=2, changed_at=world.clock.now())
    world.clinics.save_settings("clinic_demo", lower, "lower")
    with pytest.raises(BalanceMaximumExceeded):
        world.started(amount=500)
