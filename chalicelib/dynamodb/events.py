"""Events and webhook endpoints on DynamoDB, in the clinics table, whose TTL deletes what is thirty days old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.credit.events import Event, Subject
from chalicelib.credit.webhooks import Attempt, WebhookEndpoint
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.event_items import (
    NEWEST_SK,
    AttemptItem,
    EndpointItem,
    EventItem,
    EventKeyItem,
    NewestEventItem,
    OutboxItem,
    attempts_pk,
    endpoints_pk,
    events_pk,
    expiry,
    keys_pk,
    outbox_sk,
    outboxes_pk,
    position_sk,
)
from chalicelib.dynamodb.reading import find, newest
from chalicelib.dynamodb.tables import SCHEMA, connection
from chalicelib.services.pagination import Page, PageRequest
from chalicelib.services.ports import Clock
from chalicelib.services.ports.events import Outbox


class DynamoEvents:
    """See services.ports.events.EventStore and EndpointStore."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def outbox(self, subject: Subject) -> Outbox:
        item = find(OutboxItem, outboxes_pk(subject), outbox_sk(subject))
        return item.to_outbox(subject) if item else Outbox(subject=subject)

    def newest(self, clinic_id: str) -> int:
        item = find(NewestEventItem, keys_pk(clinic_id), NEWEST_SK)
        return int(item.position) if item else 0

    def published(self, clinic_id: str, keys: Sequence[str]) -> frozenset[str]:
        pk = keys_pk(clinic_id)
        with translate_errors():
            found = EventKeyItem.batch_get([(pk, _key_sk(key)) for key in keys], consistent_read=True)
            return frozenset(item.sk.removeprefix("key#") for item in found)

    def publish(self, outbox: Outbox, events: Sequence[Event], keys: Sequence[str]) -> None:
        now, clinic_id = self._clock.now(), outbox.subject.clinic_id
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            _save_outbox(outbox, transaction)
            for event in events:
                transaction.save(EventItem.from_domain(event, now), condition=EventItem.pk.does_not_exist())
            for key in keys:
                item = EventKeyItem(keys_pk(clinic_id), _key_sk(key), expires=expiry(now))
                transaction.save(item, condition=EventKeyItem.pk.does_not_exist())
            if events:
                _move_newest(clinic_id, events[0].position - 1, events[-1].position, transaction)

    def save_outbox(self, outbox: Outbox) -> None:
        with translate_errors():
            OutboxItem.from_domain(outbox).save(condition=OutboxItem.version == outbox.version - 1)

    def events(self, clinic_id: str, after: int, limit: int, since: datetime) -> Sequence[Event]:
        kept = EventItem.expires >= expiry(since)
        with translate_errors():
            found = EventItem.query(
                events_pk(clinic_id),
                EventItem.sk > position_sk(after),
                filter_condition=kept,
                limit=limit,
                consistent_read=True,
            )
            return [item.to_event() for item in found]

    def event(self, clinic_id: str, position: int) -> Event | None:
        item = find(EventItem, events_pk(clinic_id), position_sk(position))
        return item.to_event() if item else None

    def endpoints(self, clinic_id: str) -> Sequence[WebhookEndpoint]:
        with translate_errors():
            return [item.to_endpoint() for item in EndpointItem.query(endpoints_pk(clinic_id), consistent_read=True)]

    def endpoint(self, clinic_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        item = find(EndpointItem, endpoints_pk(clinic_id), endpoint_id)
        return item.to_endpoint() if item else None

    def save_endpoint(self, endpoint: WebhookEndpoint) -> None:
        before = endpoint.version - 1
        condition = EndpointItem.version == before if before else EndpointItem.pk.does_not_exist()
        with translate_errors():
            EndpointItem.from_domain(endpoint).save(condition=condition)

    def remove_endpoint(self, clinic_id: str, endpoint_id: str) -> None:
        with translate_errors():
            EndpointItem(endpoints_pk(clinic_id), endpoint_id).delete()

    def record_attempt(self, endpoint: WebhookEndpoint, attempt: Attempt) -> None:
        with translate_errors():
            AttemptItem.from_domain(endpoint.id, attempt).save()

    def attempts(self, endpoint: WebhookEndpoint, page: PageRequest) -> Page[Attempt]:
        shown, following = newest(AttemptItem, attempts_pk(endpoint.id), page)
        return Page(tuple(item.to_attempt() for item in shown), following)


def _key_sk(key: str) -> str:
    return f"key#{key}"


def _save_outbox(outbox: Outbox, transaction: TransactWrite) -> None:
    before = outbox.version - 1
    condition = OutboxItem.version == before if before else OutboxItem.pk.does_not_exist()
    transaction.save(OutboxItem.from_domain(outbox), condition=condition)


def _move_newest(clinic_id: str, before: int, after: int, transaction: TransactWrite) -> None:
    position = NewestEventItem.position
    transaction.update(
        NewestEventItem(keys_pk(clinic_id), NEWEST_SK),
        actions=[
            NewestEventItem.kind.set(NewestEventItem),
            NewestEventItem.schema.set(SCHEMA),
            position.set(after),
        ],
        condition=position == before if before else position.does_not_exist(),
    )
