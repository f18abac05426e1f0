"""What runs without a request: receipts from the table's stream, the sweep from the schedule."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import app
from chalicelib import bootstrap
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.credit_items import EntryItem, PaymentItem
from chalicelib.jobs import receipts, schedule
from tests.fakes.faults import Plan
from tests.fakes.world import World, assert_adds_up

SCHEDULED = {
    "version": "0",
    "id": "1",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-11-23T12:00:00Z",
    "region": "ca-central-1",
    "resources": [],
    "detail": {},
}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(bootstrap, "receipt_desk", partial(getattr, made.open, "desk"))
    return made


def change(item: Any, kind: str = "MODIFY") -> dict[str, Any]:
    """A record as the stream delivers it."""
    image = item.serialize()
    return {
        "eventID": "1",
        "eventName": kind,
        "eventSource": "aws:dynamodb",
        "eventSourceARN": app.CREDIT_STREAM,
        "dynamodb": {"Keys": {"pk": image["pk"], "sk": image["sk"]}, "NewImage": image, "SequenceNumber": "1"},
    }


def of(payment: Payment) -> dict[str, Any]:
    return change(PaymentItem.from_domain(payment))


def test_a_payment_that_succeeded_gets_its_receipt(world: World) -> None:
    paid = world.paid()
    receipts.on_credit_change([of(paid)])
    assert world.now(paid).receipt and len(world.receipts.files) == 1


def test_the_same_change_delivered_again_changes_nothing(world: World) -> None:
    paid = world.paid()
    for _ in range(5):
        receipts.on_credit_change([of(paid), of(paid)])
    assert len(world.receipts.files) == 1 and world.now(paid).receipt
    assert_adds_up(world)


def test_a_change_that_is_long_past_issues_nothing_new(world: World) -> None:
    paid = world.paid()
    receipts.on_credit_change([of(paid)])
    writes = world.receipts.writes
    receipts.on_credit_change([of(world.now(paid))])
    assert world.receipts.writes == writes


def test_other_changes_are_ignored(world: World) -> None:
    started, paid = world.started(), world.paid()
    (entry,) = world.ledger.all_entries(paid.patient)
    removed = of(paid)
    del removed["dynamodb"]["NewImage"]
    receipts.on_credit_change([of(started), change(EntryItem.from_domain(entry), "INSERT"), removed])
    assert world.receipts.files == {}


def test_a_receipt_that_failed_makes_the_stream_deliver_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paid = world.paid()
    monkeypatch.setattr(bootstrap, "receipt_desk", partial(getattr, world.guarded(Plan(0)), "desk"))
    with pytest.raises(Unavailable):
        receipts.on_credit_change([of(paid)])
    monkeypatch.setattr(bootstrap, "receipt_desk", partial(getattr, world.open, "desk"))
    receipts.on_credit_change([of(paid)])
    assert world.now(paid).receipt


def test_the_schedule_settles_payments_without_webhooks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    started = world.started()
    world.stripe.pay(started.payment_intent_id or "")
    world.clock.sleep(360)
    counts = schedule.on_schedule()
    assert counts["receipt"] == 1 and world.now(started).unapplied == 5_000


def test_the_functions_on_aws_are_these(world: World) -> None:
    paid = world.paid()
    app.on_credit_change({"Records": [of(paid)]}, None)
    assert world.now(paid).receipt
    world.clock.sleep(360)
    assert isinstance(app.on_schedule(SCHEDULED, None), dict)
