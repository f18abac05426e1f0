"""Interleaved starts: the limit per hour holds at every point where one can overtake another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.credit.errors import CreditError, TooMany
from chalicelib.credit.rate_limits import STARTS_PER_HOUR
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World, request
from tests.services.actions import FailOn

CALLS_OF_A_START = 11


class Overtaken(FaultPlan):
    """Let something else happen just before the n-th call."""

    def __init__(self, at: int, meanwhile: Callable[[], Any]) -> None:
        super().__init__()
        self._turn, self._meanwhile = at, meanwhile

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        if len(self.calls) == self._turn:
            self._meanwhile()
        return super().run(name, call)


def result_of(start: Callable[[], Any]) -> Any:
    try:
        return start()
    except CreditError as refused:
        return refused


@pytest.mark.parametrize("at", range(CALLS_OF_A_START))
@pytest.mark.parametrize("before", [STARTS_PER_HOUR - 1, STARTS_PER_HOUR])
@pytest.mark.parametrize("key", ["key-1", "key-2"])
def test_interleaved_starts_never_call_stripe_more_than_the_limit(world: World, at: int, before: int, key: str) -> None:
    for _ in range(before):
        world.started()
    overtaken = Overtaken(at, lambda: result_of(lambda: world.open.start(request(key=key))))
    result_of(lambda: world.guarded(overtaken).start(request(key="key-1")))
    assert len(world.stripe.intents) <= STARTS_PER_HOUR
    assert len(world.ledger.all_payments()) <= STARTS_PER_HOUR


@pytest.mark.parametrize("at", range(CALLS_OF_A_START))
def test_the_same_request_sent_twice_at_once_is_one_top_up_and_one_payment_intent(world: World, at: int) -> None:
    others: list[Any] = []
    overtaken = Overtaken(at, lambda: others.append(world.open.start(request())))
    mine = world.guarded(overtaken).start(request())
    assert len(world.stripe.intents) == len(world.ledger.all_payments()) == 1
    assert all((other.id, other.client_secret) == (mine.id, mine.client_secret) for other in others)
    assert len(world.stripe.customers) == 1


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("at", range(CALLS_OF_A_START))
def test_a_failure_of_one_of_two_equal_requests_is_no_second_payment_intent(
    world: World, at: int, is_kept: bool
) -> None:
    def fail() -> None:
        world.stripe.failed[request().payment_id] = is_kept
        result_of(lambda: world.open.start(request()))
        if is_kept and not world.stripe.intents:  # The request in flight gets the same.
            world.stripe.failed[request().payment_id] = True

    result_of(lambda: world.guarded(Overtaken(at, fail)).start(request()))
    world.stripe.failed.clear()
    mine = world.open.start(request())
    assert len(world.stripe.intents) == 1 and mine.payment_intent_id in world.stripe.intents


@pytest.mark.parametrize("at", range(CALLS_OF_A_START))
def test_two_first_top_ups_at_once_share_one_customer(world: World, at: int) -> None:
    overtaken = Overtaken(at, lambda: world.open.start(request(key="key-2")))
    world.guarded(overtaken).start(request(key="key-1"))
    assert len({intent.customer_id for intent in world.stripe.intents.values()}) == 1


def test_a_start_over_the_limit_is_refused_after_a_lost_response(world: World) -> None:
    for _ in range(STARTS_PER_HOUR):
        world.started()
    world.ledger.add(world.started_row(request()))
    with pytest.raises(TooMany):
        world.open.start(request())
    assert len(world.stripe.intents) == STARTS_PER_HOUR


@pytest.mark.parametrize("at", range(CALLS_OF_A_START))
def test_a_top_up_whose_twin_asked_stripe_is_never_removed(world: World, at: int) -> None:
    """The twin's answer is lost: all that leads to its PaymentIntent is the row that both share."""
    asked: list[bool] = []

    def twin() -> None:
        result_of(lambda: world.guarded(FailOn("start", When.AFTER)).start(request()))
        asked.append(bool(world.stripe.intents))

    overtaken = Overtaken(at, twin)
    result_of(lambda: world.guarded(overtaken).start(request()))
    assert "discard" not in overtaken.calls or not any(asked)


class TakenBack(FaultPlan):
    """A twin writes the row just before this start does, is refused, and removes it before this start reads it."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world, self._row = world, world.started_row(request())

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        if name == "add" and name not in self.calls:
            self._world.ledger.add(self._row)
        if name == "payment":
            self._world.ledger.discard(self._row)
        if name == "start":
            assert self._world.ledger.all_payments(), "Stripe is asked for what is not written"
        return super().run(name, call)


def test_stripe_is_not_asked_for_a_top_up_that_its_twin_removed(world: World) -> None:
    started = world.guarded(TakenBack(world)).start(request())
    assert world.ledger.all_payments() == [started]
    assert list(world.stripe.intents) == [started.payment_intent_id]
