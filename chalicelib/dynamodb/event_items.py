"""Items of events and webhook endpoints, in the clinics table, and the business values they hold."""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.events import KEPT_FOR, Event, EventType, Subject, event_id
from chalicelib.credit.identity import Actor
from chalicelib.credit.webhooks import Attempt, AttemptStatus, WebhookEndpoint
from chalicelib.dynamodb.actors import actor_data
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, from_iso_or_none, to_iso, to_iso_or_none
from chalicelib.services.ports.events import Outbox

NEWEST_SK = "newest"
CLINICS_OWN = "clinic"


def events_pk(clinic_id: str) -> str:
    return f"events#{clinic_id}"


def outboxes_pk(subject: Subject) -> str:
    """A partition for each subject: the busiest patient delays no other."""
    return f"outbox#{subject.clinic_id}#{outbox_sk(subject)}"


def outbox_sk(subject: Subject) -> str:
    return CLINICS_OWN if subject.patient_id is None else f"patient#{subject.patient_id}"


def keys_pk(clinic_id: str) -> str:
    return f"event_keys#{clinic_id}"


def endpoints_pk(clinic_id: str) -> str:
    return f"endpoints#{clinic_id}"


def attempts_pk(endpoint_id: str) -> str:
    return f"attempts#{endpoint_id}"


def position_sk(position: int) -> str:
    return f"{position:012d}"


def expiry(at: datetime) -> int:
    """The time after which DynamoDB may delete what was written at `at`: seconds (API_TimeToLiveSpecification)."""
    return int((at + KEPT_FOR).timestamp())


class EventItem(ClinicItem, discriminator="event"):
    patient_id = UnicodeAttribute(null=True)
    seq = NumberAttribute()
    event_type = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    published_at = UnicodeAttribute()
    data: JSONAttribute = JSONAttribute()
    expires = NumberAttribute()

    @classmethod
    def from_domain(cls, event: Event, published_at: datetime) -> EventItem:
        return cls(
            events_pk(event.clinic_id),
            position_sk(event.position),
            patient_id=event.patient_id,
            seq=event.seq,
            event_type=event.type,
            occurred_at=to_iso(event.occurred_at),
            published_at=to_iso(published_at),
            data=dict(event.data),
            expires=expiry(published_at),
        )

    def to_event(self) -> Event:
        clinic_id = self.pk.removeprefix("events#")
        return Event(
            id=event_id(clinic_id, int(self.sk)),
            type=EventType(self.event_type),
            clinic_id=clinic_id,
            patient_id=self.patient_id,
            seq=int(self.seq),
            occurred_at=from_iso(self.occurred_at),
            data=self.data,
        )


class NewestEventItem(ClinicItem, discriminator="newest_event"):
    """The position of the clinic's newest event: read by listing as little as by publishing."""

    position = NumberAttribute()


class EventKeyItem(ClinicItem, discriminator="event_key"):
    """The key of an event that no entry numbers: it is published once."""

    expires = NumberAttribute()


class OutboxItem(ClinicItem, discriminator="outbox"):
    entries = NumberAttribute()
    seq = NumberAttribute()
    unsent: JSONAttribute = JSONAttribute(null=True)
    version = NumberAttribute()

    @classmethod
    def from_domain(cls, outbox: Outbox) -> OutboxItem:
        return cls(
            outboxes_pk(outbox.subject),
            outbox_sk(outbox.subject),
            entries=outbox.entries,
            seq=outbox.seq,
            unsent=list(outbox.unsent) or None,
            version=outbox.version,
        )

    def to_outbox(self, subject: Subject) -> Outbox:
        return Outbox(
            subject=subject,
            entries=int(self.entries),
            seq=int(self.seq),
            unsent=tuple(self.unsent or ()),
            version=int(self.version),
        )


class EndpointItem(ClinicItem, discriminator="webhook_endpoint"):
    url = UnicodeAttribute()
    types: JSONAttribute = JSONAttribute()
    created_at = UnicodeAttribute()
    created_by: JSONAttribute = JSONAttribute()
    secret_number = NumberAttribute()
    previous_until = UnicodeAttribute(null=True)
    failures = NumberAttribute(null=True)
    failing_since = UnicodeAttribute(null=True)
    next_attempt_at = UnicodeAttribute(null=True)
    disabled_at = UnicodeAttribute(null=True)
    queue_number = NumberAttribute()
    version = NumberAttribute()

    @classmethod
    def from_domain(cls, endpoint: WebhookEndpoint) -> EndpointItem:
        return cls(
            endpoints_pk(endpoint.clinic_id),
            endpoint.id,
            url=endpoint.url,
            types=[str(each) for each in endpoint.types],
            created_at=to_iso(endpoint.created_at),
            created_by=actor_data(endpoint.created_by),
            secret_number=endpoint.secret_number,
            previous_until=to_iso_or_none(endpoint.previous_until),
            failures=endpoint.failures or None,
            failing_since=to_iso_or_none(endpoint.failing_since),
            next_attempt_at=to_iso_or_none(endpoint.next_attempt_at),
            disabled_at=to_iso_or_none(endpoint.disabled_at),
            queue_number=endpoint.queue_number,
            version=endpoint.version,
        )

    def to_endpoint(self) -> WebhookEndpoint:
        return WebhookEndpoint(
            id=self.sk,
            clinic_id=self.pk.removeprefix("endpoints#"),
            url=self.url,
            types=tuple(EventType(each) for each in self.types),
            created_at=from_iso(self.created_at),
            created_by=Actor(*self.created_by),
            secret_number=int(self.secret_number),
            previous_until=from_iso_or_none(self.previous_until),
            failures=int(self.failures or 0),
            failing_since=from_iso_or_none(self.failing_since),
            next_attempt_at=from_iso_or_none(self.next_attempt_at),
            disabled_at=from_iso_or_none(self.disabled_at),
            queue_number=int(self.queue_number),
            version=int(self.version),
        )


class AttemptItem(ClinicItem, discriminator="webhook_attempt"):
    event_id = UnicodeAttribute()
    event_type = UnicodeAttribute()
    at = UnicodeAttribute()
    number = NumberAttribute()
    status = UnicodeAttribute()
    http_status: NumberAttribute | None = NumberAttribute(null=True)
    error = UnicodeAttribute(null=True)
    duration_ms = NumberAttribute()
    next_attempt_at = UnicodeAttribute(null=True)
    expires = NumberAttribute()

    @classmethod
    def from_domain(cls, endpoint_id: str, attempt: Attempt) -> AttemptItem:
        return cls(
            attempts_pk(endpoint_id),
            f"{to_iso(attempt.at)}#{attempt.event_id}",
            event_id=attempt.event_id,
            event_type=attempt.type,
            at=to_iso(attempt.at),
            number=attempt.number,
            status=attempt.status,
            http_status=attempt.http_status,
            error=attempt.error,
            duration_ms=attempt.duration_ms,
            next_attempt_at=to_iso_or_none(attempt.next_attempt_at),
            expires=expiry(attempt.at),
        )

    def to_attempt(self) -> Attempt:
        return Attempt(
            event_id=self.event_id,
            type=EventType(self.event_type),
            at=from_iso(self.at),
            number=int(self.number),
            status=AttemptStatus(self.status),
            http_status=None if self.http_status is None else int(self.http_status),
            error=self.error,
            duration_ms=int(self.duration_ms),
            next_attempt_at=from_iso_or_none(self.next_attempt_at),
        )
