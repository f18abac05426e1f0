"""The calls of one top-up, from the portal's first page to the receipt: a call too many shows here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from tests.bench.month import USE
from tests.bench.prices import GOAL, S3_PUT
from tests.figures import Figure
from tests.journeys.double import Double
from tests.journeys.one_top_up import (
    BACK,
    DOWNLOAD,
    OPEN,
    PAY,
    RECEIPT,
    START,
    asked_of_stripe,
    put_on_record,
    reads_of,
    table,
    used,
    writes_of,
)
from tests.journeys.recorder import OnRecord

WITH_A_REST_API = 0.049
"""Dollars per 1,000: seven requests per top-up are half of it."""
OF_INTEREST = (
    "charge.succeeded",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
)
"""The events that a deployment subscribes to; the double sends all there are."""


@dataclass(frozen=True, slots=True)
class Cost(OnRecord):
    """One top-up on record. `asked` are its calls of Stripe; the tests make more."""

    asked: list[str]


@pytest.fixture(scope="module")
def cost(on_record: OnRecord) -> Cost:
    put_on_record(on_record)
    return Cost(on_record.stack, on_record.recorder, asked_of_stripe(on_record.stack))


def test_a_top_up_writes_no_more_than_it_did(cost: Cost, figure: Figure) -> None:
    """One of the units is for a list: the payment's place among the patient's. None finds it by its PaymentIntent.

    One counts the page's question about cards, which costs a call of Stripe.
    """
    calls = cost.recorder.calls
    figure(table(calls))
    assert {call.status for call in calls} == {200}
    assert sum(call.units for call in writes_of(calls)) <= 14
    operations = Counter(call.operation for call in writes_of(calls))
    assert operations == {"PutItem": 4, "TransactWriteItems": 1, "UpdateItem": 1}


def test_a_top_up_reads_no_more_than_it_did(cost: Cost) -> None:
    reads = Counter(call.step for call in reads_of(cost.recorder.calls))
    assert reads == {OPEN: 3, START: 4, PAY: 2, BACK: 1, RECEIPT: 1, DOWNLOAD: 1}


def test_a_top_up_stores_one_file(cost: Cost) -> None:
    assert [(call.step, call.operation) for call in cost.recorder.calls if call.service == "S3"] == [(RECEIPT, "PUT")]


def test_a_top_up_asks_stripe_once_and_the_page_asks_for_the_cards(cost: Cost) -> None:
    assert cost.asked == ["customers.payment_methods.list", "payment_intents.create"]


def test_a_top_up_invokes_a_function_no_more_often_than_it_did(cost: Cost) -> None:
    """A payment's place passes none of the stream's filters."""
    double = Double.of(cost.stack.environment)
    created = double.controls.calls("payment_intents.create")[0]["params"]["metadata"]["payment_id"]
    events = double.read("events?limit=100")["data"]
    about = [event for event in events if event["data"]["object"].get("metadata", {}).get("payment_id") == created]
    assert len([event for event in about if event["type"] in OF_INTEREST]) == 2
    assert sum(call.items for call in writes_of(cost.recorder.calls) if call.about != "created") <= 7


def test_the_handbook_counts_no_less_than_a_top_up_uses(cost: Cost) -> None:
    top_up = used(cost.recorder.calls)
    assert top_up.write_units <= USE.write_units and top_up.read_units <= USE.read_units
    assert top_up.requests <= USE.requests and top_up.puts <= USE.puts


def test_a_thousand_top_ups_cost_no_more_dollars_than_they_did(cost: Cost, figure: Figure) -> None:
    top_up = used(cost.recorder.calls)
    figure(top_up.said)
    behind_the_gateway = 1_000 * (top_up.storage + top_up.functions)
    assert behind_the_gateway <= GOAL < behind_the_gateway + 1_000 * S3_PUT, "one more receipt would not be noticed"
    assert behind_the_gateway + 1_000 * top_up.gateway <= WITH_A_REST_API
