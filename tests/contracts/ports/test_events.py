"""Events and endpoints: published once, listed in one order, changed by one writer at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.events import KEPT_FOR, Event, EventType, Subject, event_id
from chalicelib.credit.identity import Actor
from chalicelib.credit.webhooks import Attempt, AttemptStatus
from chalicelib.services.events.publish_events import EventStores
from chalicelib.services.pagination import PageRequest
from chalicelib.services.ports.events import Outbox
from tests.contracts.ports.storage import resources
from tests.fakes.events import endpoint_for
from tests.fakes.examples import ANA, BEN
from tests.fakes.small import NOON

CLINIC = ANA.clinic_id
OF_ANA, OF_BEN = (Subject(CLINIC, patient.patient_id) for patient in (ANA, BEN))
OF_CLINIC = Subject(CLINIC)
LONG_AGO = NOON - KEPT_FOR


def event(position: int, subject: Subject = OF_ANA, seq: int = 1) -> Event:
    return Event(
        id=event_id(CLINIC, position),
        type=EventType.PAYMENT_SUCCEEDED,
        clinic_id=CLINIC,
        patient_id=subject.patient_id,
        seq=seq,
        occurred_at=NOON,
        data={"payment_id": "pay_1", "amount": {"amount": 5_000, "currency": "cad"}},
    )


def publish(store: EventStores, subject: Subject, position: int, *keys: str) -> Outbox:
    before = store.outbox(subject)
    after = replace(before, seq=before.seq + 1, unsent=(*before.unsent, position), version=before.version + 1)
    store.publish(after, [event(position, subject, after.seq)], keys)
    return after


def test_published_events_are_listed_in_one_order_over_all_patients(events: EventStores) -> None:
    assert (events.newest(CLINIC), events.outbox(OF_ANA)) == (0, Outbox(subject=OF_ANA))
    for position, subject in enumerate((OF_ANA, OF_BEN, OF_CLINIC, OF_ANA), start=1):
        publish(events, subject, position)
    found = events.events(CLINIC, 0, 10, LONG_AGO)
    assert [each.position for each in found] == [1, 2, 3, 4] and events.newest(CLINIC) == 4
    assert [each.seq for each in found if each.patient_id == ANA.patient_id] == [1, 2]
    assert found[0] == event(1) == events.event(CLINIC, 1) and events.event(CLINIC, 5) is None
    assert events.outbox(OF_ANA).unsent == (1, 4)


def test_a_list_begins_after_a_position_and_ends_at_its_limit(events: EventStores) -> None:
    for position in range(1, 6):
        publish(events, OF_ANA, position)
    assert [each.position for each in events.events(CLINIC, 2, 2, LONG_AGO)] == [3, 4]
    assert not events.events(CLINIC, 5, 10, LONG_AGO) and not events.events("clinic_other", 0, 10, LONG_AGO)


def test_events_are_not_listed_once_they_are_too_old(events: EventStores) -> None:
    publish(events, OF_ANA, 1)
    assert events.events(CLINIC, 0, 10, NOON)
    assert not events.events(CLINIC, 0, 10, NOON + timedelta(seconds=1))


def test_a_position_that_was_taken_is_a_conflict_and_writes_nothing(events: EventStores) -> None:
    publish(events, OF_ANA, 1)
    with pytest.raises(Conflict):
        publish(events, OF_BEN, 1)
    assert events.outbox(OF_BEN).version == 0 and events.event(CLINIC, 1) == event(1)


def test_of_two_writers_of_one_outbox_one_is_told(events: EventStores) -> None:
    first = publish(events, OF_ANA, 1)
    with pytest.raises(Conflict):
        events.publish(first, [event(2)], ())
    with pytest.raises(Conflict):
        events.save_outbox(first)
    assert events.newest(CLINIC) == 1
    events.save_outbox(replace(first, unsent=(), version=2))
    assert events.outbox(OF_ANA).unsent == ()


def test_a_key_is_published_once(events: EventStores) -> None:
    publish(events, OF_ANA, 1, "refund#re_1#succeeded")
    assert events.published(CLINIC, ("refund#re_1#succeeded", "other")) == {"refund#re_1#succeeded"}
    with pytest.raises(Conflict):
        publish(events, OF_BEN, 2, "refund#re_1#succeeded")


def test_an_outbox_without_events_moves_on_alone(events: EventStores) -> None:
    events.publish(Outbox(subject=OF_ANA, entries=7, version=1), [], ())
    assert events.outbox(OF_ANA).entries == 7 and events.newest(CLINIC) == 0


def test_an_endpoint_is_changed_by_one_writer_at_a_time(events: EventStores) -> None:
    made = endpoint_for(CLINIC, previous_until=NOON, created_by=Actor("staff", "usr_sam", "Sam"))
    events.save_endpoint(made)
    assert events.endpoints(CLINIC) == [made] and events.endpoint(CLINIC, made.id) == made
    assert events.endpoint("clinic_other", made.id) is None
    failed = made.failed(NOON).failed(NOON + timedelta(seconds=5))
    events.save_endpoint(replace(failed, version=2))
    assert events.endpoint(CLINIC, made.id) == replace(failed, version=2)
    with pytest.raises(Conflict):
        events.save_endpoint(made)
    events.remove_endpoint(CLINIC, made.id)
    assert not events.endpoints(CLINIC)


def test_attempts_are_listed_newest_first(events: EventStores) -> None:
    endpoint = endpoint_for(CLINIC)
    tried = [
        Attempt(
            event_id=event(1).id,
            type=EventType.PAYMENT_SUCCEEDED,
            at=NOON + timedelta(seconds=number),
            number=number,
            status=AttemptStatus.FAILED,
            http_status=500 if number % 2 else None,
            error=None if number % 2 else "timeout",
            duration_ms=number,
            next_attempt_at=NOON + timedelta(minutes=1),
        )
        for number in range(1, 4)
    ]
    for attempt in tried:
        events.record_attempt(endpoint, attempt)
    first = events.attempts(endpoint, PageRequest(2))
    second = events.attempts(endpoint, PageRequest(2, first.next_cursor))
    assert [*first.items, *second.items] == tried[::-1] and second.next_cursor is None


def test_the_tables_time_to_live_is_the_attribute_that_events_have() -> None:
    assert resources()["ClinicsTable"]["Properties"]["TimeToLiveSpecification"]["AttributeName"] == "expires"
