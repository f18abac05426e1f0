"""Calls to Stripe change only on purpose: the record is reviewed as a diff."""

from __future__ import annotations

import json

import pytest

from chalicelib.stripe_gateway.gateway import StripePayments
from tests.stripe_gateway.recorded_calls import CALLS, FILE, recorded

MAKES_MONEY_MOVE = {"start", "refund", "move", "create_customer"}
SAME_SUBJECT = ("start, at the platform", "refund, of a reversed transfer")
"""The same payment and the same refund as another line of the record."""


def name_of(call: str) -> str:
    return call.partition(",")[0]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_to_stripe_is_the_one_that_was_reviewed(name: str) -> None:
    """A change that is meant: `python -m tests.stripe_gateway.recorded_calls`, and the diff is reviewed."""
    assert recorded()[name] == json.loads(FILE.read_text("utf-8"))[name]


def test_every_call_that_the_gateway_can_make_is_recorded() -> None:
    public = {name for name in dir(StripePayments) if not name.startswith("_")}
    assert {name_of(name) for name in CALLS} == public
    assert set(json.loads(FILE.read_text("utf-8"))) == set(CALLS)


def test_what_makes_something_at_stripe_carries_a_key_of_ours_and_no_two_share_one() -> None:
    made = {
        name: sent["idempotency_key"]
        for name, calls in recorded().items()
        for sent in calls
        if name_of(name) in MAKES_MONEY_MOVE and sent["call"].startswith("POST")
    }
    keys = [
        key for name, key in made.items() if name not in ("start, at the platform", "refund, of a reversed transfer")
    ]
    assert len(set(keys)) == len(keys) and "another one each time" not in keys
