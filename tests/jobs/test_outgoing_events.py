"""The functions of events: every kind of change is read from its image, and a failed delivery stays in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.aws.delivery_queue import SqsDeliveries, from_message, group_of, to_message
from chalicelib.aws.event_bus import EventBridgeBus
from chalicelib.credit.billing_settings import BillingSettings, FieldChange
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.events import Event, EventType
from chalicelib.credit.operator_acts import ActKind, OperatorAct, operator
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.webhooks import Delivery
from chalicelib.dynamodb.clinic_items import AccountItem
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.operator_acts import OperatorActItem
from chalicelib.dynamodb.record_items import DisputeItem, RefundItem
from chalicelib.dynamodb.settings_items import SettingsChangeItem
from chalicelib.jobs.deliveries import on_delivery
from chalicelib.jobs.events import on_event_source
from tests.fakes.events import endpoint_for, paid_event
from tests.fakes.examples import ANA, BEN, SAM, account, dispute, invoice, refund
from tests.fakes.small import NOON
from tests.fakes.world import World

CLINIC = ANA.clinic_id


@pytest.fixture
def world() -> World:
    return World()


def change(after: Any, before: Any = None) -> Mapping[str, Any]:
    """A record of a table's stream."""
    images = {"NewImage": after.serialize()} if after else {}
    return {"dynamodb": {**images, **({"OldImage": before.serialize()} if before else {})}}


def balance(last_entry: int) -> CreditBalanceItem:
    return CreditBalanceItem(partition(ANA), CREDIT_SK, seq=last_entry)


def published(world: World, *changes: Mapping[str, Any]) -> list[EventType]:
    on_event_source(list(changes), world.services)
    return [event.type for event, _ in world.events.kept.values()]


def test_an_entry_a_refund_and_a_dispute_become_events_of_their_patient(world: World) -> None:
    paid = world.paid()
    pending, done = refund(paid.id), refund(paid.id, status=RefundStatus.SUCCEEDED, settled_at=NOON, version=2)
    lost = dispute(paid.id, status=DisputeStatus.LOST, closed_at=NOON, version=2)
    found = published(
        world,
        change(balance(1), balance(0)),
        change(RefundItem.from_domain(done), RefundItem.from_domain(pending)),
        change(DisputeItem.from_domain(dispute(paid.id))),
        change(DisputeItem.from_domain(lost), DisputeItem.from_domain(dispute(paid.id))),
    )
    assert sorted(found) == sorted(
        [
            EventType.PAYMENT_SUCCEEDED,
            EventType.REFUND_SUCCEEDED,
            EventType.DISPUTE_OPENED,
            EventType.DISPUTE_CLOSED,
        ]
    )
    assert [event.seq for event, _ in world.events.kept.values()] == [1, 2, 3, 4]


def test_what_was_posted_is_published_up_to_the_entry_that_the_balance_counts(world: World) -> None:
    world.paid()
    world.paid(amount=700)
    assert published(world, change(balance(1))) == [EventType.PAYMENT_SUCCEEDED]
    assert published(world, change(balance(2), balance(1))) == [EventType.PAYMENT_SUCCEEDED] * 2


def test_a_balance_that_nothing_was_posted_to_is_no_event(world: World) -> None:
    world.paid()
    assert not published(world, change(balance(0)), change(balance(1), balance(1)), {"dynamodb": {}})


def test_all_of_a_patients_events_follow_from_one_partition_in_its_order() -> None:
    records = (RefundItem.from_domain(refund("pay_1")), DisputeItem.from_domain(dispute("pay_1")))
    assert {item.pk for item in (balance(1), *records, InvoiceItem.from_domain(invoice()))} == {partition(ANA)}


def test_an_invoice_that_shrank_and_a_clinics_own_changes_become_events(world: World) -> None:
    sent = invoice(credited=4_000, amount=5_000)
    shrunk = replace(sent, amount=1_000, revision=sent.revision + 1, version=sent.version + 1)
    settings = BillingSettings(version=2, changed_at=NOON, changed_by=SAM)
    changes = (FieldChange("top_up_minimum", 500, 600),)
    fine, broken = account(), account(charges_enabled=False)
    found = published(
        world,
        change(InvoiceItem.from_domain(shrunk), InvoiceItem.from_domain(sent)),
        change(SettingsChangeItem.from_domain(CLINIC, settings, "", changes)),
        change(AccountItem.from_domain(CLINIC, broken), AccountItem.from_domain(CLINIC, fine)),
    )
    assert sorted(found) == sorted(
        [EventType.INVOICE_OVER_APPLIED, EventType.SETTINGS_CHANGED, EventType.ACCOUNT_INELIGIBLE]
    )


def test_the_events_of_a_clinic_tell_what_changed_and_who_changed_it_when(world: World) -> None:
    settings = BillingSettings(version=2, changed_at=NOON, changed_by=SAM)
    changes = (FieldChange("top_up_minimum", 500, 600), FieldChange("notice_email", None, "a@b.example"))
    later = NOON + timedelta(hours=1)
    broken = account(charges_enabled=False, as_of=later)
    on_event_source(
        [
            change(SettingsChangeItem.from_domain(CLINIC, settings, "", changes)),
            change(AccountItem.from_domain(CLINIC, broken), AccountItem.from_domain(CLINIC, account())),
        ],
        world.services,
    )
    found = {event.type: (event.clinic_id, event.patient_id, event.occurred_at, event.data) for event, _ in kept(world)}
    assert found == {
        EventType.SETTINGS_CHANGED: (
            CLINIC,
            None,
            NOON,
            {
                "version": 2,
                "changes": [{"field": "top_up_minimum", "before": 500, "after": 600}, {"field": "notice_email"}],
                "actor": {"kind": "staff", "id": "usr_sam"},
            },
        ),
        EventType.ACCOUNT_INELIGIBLE: (
            CLINIC,
            None,
            later,
            {"account_id": "acct_main", "reason": "charges_disabled", "is_primary": True},
        ),
    }


def kept(world: World) -> list[tuple[Event, datetime]]:
    return list(world.events.kept.values())


def test_a_record_s_event_is_of_the_patient_who_has_its_payment_now(world: World) -> None:
    paid = world.paid()
    world.ledger.rows.put(("payment", ANA, paid.id), replace(paid, patient=BEN))
    done = refund(paid.id, status=RefundStatus.SUCCEEDED, settled_at=NOON)
    on_event_source([change(RefundItem.from_domain(done))], world.services)
    assert [(event.type, event.patient_id) for event, _ in kept(world)][-1] == (EventType.REFUND_SUCCEEDED, "pat_ben")


@pytest.mark.parametrize(
    ("before", "after"), [(False, False), (True, True), (False, True)], ids=["still", "fine", "fixed"]
)
def test_only_an_account_that_becomes_ineligible_is_an_event(world: World, before: bool, after: bool) -> None:
    old, new = (AccountItem.from_domain(CLINIC, account(charges_enabled=each)) for each in (before, after))
    assert not published(world, change(new, old))


def test_other_changes_are_no_events(world: World) -> None:
    location = SettingsChangeItem.of_location(CLINIC, world.clinics.get(CLINIC).locations[0], SAM, NOON)
    sent = InvoiceItem.from_domain(invoice())
    removed = {"dynamodb": {"OldImage": sent.serialize()}}
    assert not published(
        world, change(location), change(sent), removed, change(AccountItem.from_domain(CLINIC, account()))
    )


def message(delivery: Delivery, number: int) -> dict[str, Any]:
    return {
        "messageId": f"m{number}",
        "receiptHandle": str(number),
        "body": to_message(delivery),
        "attributes": {
            "MessageGroupId": group_of(delivery),
            "SentTimestamp": str(int(NOON.timestamp() * 1000)),
            "ApproximateReceiveCount": "1",
        },
    }


def batch(world: World, *events: Event) -> list[dict[str, Any]]:
    endpoint = endpoint_for(CLINIC)
    world.events.save_endpoint(endpoint)
    deliveries = [Delivery(endpoint.id, each) for each in events]
    world.deliveries.send(deliveries)
    return [message(each, number) for number, each in enumerate(deliveries)]


def failed(answer: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_a_failed_delivery_stays_in_the_queue_with_what_is_behind_it(world: World) -> None:
    world.webhooks.responses.append(500)
    ana, behind, ben = paid_event(1), paid_event(2), paid_event(3, BEN)
    assert failed(on_delivery(batch(world, ana, behind, ben), world.services)) == ["m0", "m1"]
    assert [headers["webhook-id"] for _, _, headers in world.webhooks.seen] == [ana.id, ben.id]
    assert world.deliveries.waiting[0].visible_at == NOON + timedelta(seconds=5)


def test_a_message_that_cannot_be_read_stops_no_other(world: World) -> None:
    records = batch(world, paid_event(1), paid_event(2, BEN))
    records[0]["body"] = "{}"
    assert failed(on_delivery(records, world.services)) == ["m0"] and len(world.webhooks.seen) == 1


class Sqs:
    """See aws.delivery_queue.Queue."""

    def __init__(self, failed: list[Any] | None = None) -> None:
        self.sent: list[Mapping[str, str]] = []
        self.hidden_s = 0
        self.failed = failed or []

    def send_message_batch(self, *, QueueUrl: str, Entries: Any) -> Mapping[str, Any]:
        assert QueueUrl == "url"
        self.sent += Entries
        return {"Failed": self.failed}

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:
        assert (QueueUrl, ReceiptHandle) == ("url", "r")
        self.hidden_s = VisibilityTimeout


def test_deliveries_are_queued_in_groups_of_one_patient_and_destination() -> None:
    sqs = Sqs()
    wanted = [Delivery("we_1", paid_event(number)) for number in range(1, 12)]
    SqsDeliveries("url", lambda: sqs).send(
        [*wanted, Delivery("we_2", paid_event(1)), Delivery("we_1", paid_event(1), 2)]
    )
    assert [from_message(each["MessageBody"]) for each in sqs.sent[:11]] == wanted
    assert len({each["MessageGroupId"] for each in sqs.sent}) == 2
    assert len({each["MessageDeduplicationId"] for each in sqs.sent}) == 13


def test_a_message_that_sqs_refuses_is_not_taken_for_queued() -> None:
    with pytest.raises(Unavailable):
        SqsDeliveries("url", lambda: Sqs([{"Id": "0"}])).send([Delivery("we_1", paid_event())])


def test_a_pause_is_never_longer_than_sqs_takes() -> None:
    sqs = Sqs()
    SqsDeliveries("url", lambda: sqs).postpone("r", timedelta(days=1))
    assert sqs.hidden_s == 11 * 3600


class Bus:
    """See aws.event_bus.Bus."""

    def __init__(self, failed: int = 0) -> None:
        self.entries: list[Mapping[str, Any]] = []
        self.failed = failed

    def put_events(self, *, Entries: Any) -> Mapping[str, Any]:
        self.entries += Entries
        return {"FailedEntryCount": self.failed}


def test_the_bus_gets_the_event_with_its_clinic() -> None:
    bus = Bus()
    EventBridgeBus("events", "prod", lambda: bus).put(paid_event())
    (entry,) = bus.entries
    assert (entry["Source"], entry["DetailType"]) == ("account-credit.prod", "payment.succeeded")
    assert f'"clinic_id": "{CLINIC}", "id": "{paid_event().id}"' in entry["Detail"]
    with pytest.raises(Unavailable):
        EventBridgeBus("events", "prod", lambda: Bus(1)).put(paid_event())


def act_item(reason: str) -> OperatorActItem:
    by = operator("arn:aws:iam::1:user/kim")
    return OperatorActItem.from_domain(
        OperatorAct(clinic_id=CLINIC, at=NOON, by=by, kind=ActKind.CLOSED, reason=reason)
    )


def test_an_item_without_a_kind_is_no_event(world: World) -> None:
    assert not published(world, {"dynamodb": {"NewImage": {"pk": {"S": "x"}, "sk": {"S": "y"}}}})


@pytest.mark.parametrize("left", ["altered", None])
def test_an_operators_act_that_was_changed_or_removed_is_counted(left: str | None, world: World) -> None:
    after = act_item(left) if left else None
    assert published(world, change(after, act_item("leaves the service"))) == []
    assert world.counters.counts["ActsChanged"] == 1


def test_an_act_that_is_recorded_is_not_counted_as_changed(world: World) -> None:
    published(world, change(act_item("leaves the service")))
    assert not world.counters.counts["ActsChanged"]
