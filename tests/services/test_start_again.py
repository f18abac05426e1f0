"""A start that failed at Stripe for good blocks no patient: another key, another customer."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import StripeFailed
from tests.fakes.examples import ANA
from tests.fakes.world import World, request


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
