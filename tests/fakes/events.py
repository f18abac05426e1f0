"""Events and endpoints in dictionaries, a queue in a list, and endpoints that answer as told."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.aws.delivery_queue import group_of
from chalicelib.credit.errors import Conflict, Invalid, Unavailable
from chalicelib.credit.events import KEPT_FOR, Event, EventType, Subject, event_id
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.webhooks import Answer, Attempt, Delivery, WebhookEndpoint
from chalicelib.services.events.webhook_endpoints import ALL_TYPES
from chalicelib.services.pagination import Page, PageRequest
from chalicelib.services.ports import Clock
from chalicelib.services.ports.events import Outbox
from tests.fakes.examples import ANA
from tests.fakes.small import NOON


@dataclass
class FakeEvents:
    """See services.ports.events.EventStore and EndpointStore."""

    clock: Clock
    outboxes: dict[Subject, Outbox] = field(default_factory=dict)
    kept: dict[tuple[str, int], tuple[Event, datetime]] = field(default_factory=dict)
    keys: set[tuple[str, str]] = field(default_factory=set)
    made: dict[tuple[str, str], WebhookEndpoint] = field(default_factory=dict)
    tried: list[tuple[str, Attempt]] = field(default_factory=list)

    def outbox(self, subject: Subject) -> Outbox:
        return self.outboxes.get(subject, Outbox(subject=subject))

    def newest(self, clinic_id: str) -> int:
        return max((position for clinic, position in self.kept if clinic == clinic_id), default=0)

    def published(self, clinic_id: str, keys: Sequence[str]) -> frozenset[str]:
        return frozenset(key for key in keys if (clinic_id, key) in self.keys)

    def publish(self, outbox: Outbox, events: Sequence[Event], keys: Sequence[str]) -> None:
        clinic_id = outbox.subject.clinic_id
        if events and events[0].position != self.newest(clinic_id) + 1:
            raise Conflict
        if self.published(clinic_id, keys):
            raise Conflict
        self.save_outbox(outbox)
        self.kept |= {(clinic_id, event.position): (event, self.clock.now()) for event in events}
        self.keys |= {(clinic_id, key) for key in keys}

    def save_outbox(self, outbox: Outbox) -> None:
        if self.outbox(outbox.subject).version != outbox.version - 1:
            raise Conflict
        self.outboxes[outbox.subject] = outbox

    def events(self, clinic_id: str, after: int, limit: int, since: datetime) -> Sequence[Event]:
        rows = sorted((position, *row) for (clinic, position), row in self.kept.items() if clinic == clinic_id)
        seconds = timedelta(seconds=1)  # DynamoDB's time to live counts whole seconds.
        found = [event for position, event, at in rows if position > after and at + seconds > since]
        return found[:limit]

    def event(self, clinic_id: str, position: int) -> Event | None:
        row = self.kept.get((clinic_id, position))
        return row[0] if row else None

    def endpoints(self, clinic_id: str) -> Sequence[WebhookEndpoint]:
        return [endpoint for (clinic, _), endpoint in sorted(self.made.items()) if clinic == clinic_id]

    def endpoint(self, clinic_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        return self.made.get((clinic_id, endpoint_id))

    def save_endpoint(self, endpoint: WebhookEndpoint) -> None:
        key = (endpoint.clinic_id, endpoint.id)
        if (self.made[key].version if key in self.made else 0) != endpoint.version - 1:
            raise Conflict
        self.made[key] = endpoint

    def remove_endpoint(self, clinic_id: str, endpoint_id: str) -> None:
        self.made.pop((clinic_id, endpoint_id), None)

    def record_attempt(self, endpoint: WebhookEndpoint, attempt: Attempt) -> None:
        self.tried.append((endpoint.id, attempt))

    def attempts(self, endpoint: WebhookEndpoint, page: PageRequest) -> Page[Attempt]:
        since = self.clock.now() - KEPT_FOR
        mine = [attempt for owner, attempt in self.tried if owner == endpoint.id and attempt.at >= since]
        rows = sorted(((f"{each.at.isoformat()}#{each.event_id}", each) for each in mine), reverse=True)
        rest = [row for row in rows if page.cursor is None or row[0] < page.cursor]
        shown = rest[: page.limit]
        return Page(tuple(each for _, each in shown), shown[-1][0] if len(rest) > page.limit else None)


@dataclass
class Queued:
    delivery: Delivery
    queued_at: datetime
    visible_at: datetime
    received: int = 0


@dataclass
class FakeDeliveries:
    """See services.ports.events.DeliveryQueue: in order per group, each delivery once."""

    clock: Clock
    waiting: deque[Queued] = field(default_factory=deque)
    known: set[tuple[str, str, int]] = field(default_factory=set)
    is_down: bool = False

    def send(self, deliveries: Sequence[Delivery]) -> None:
        if self.is_down:
            raise Unavailable
        for each in deliveries:
            key = (each.destination, each.event.id, each.queue_number)
            if key not in self.known:
                self.known.add(key)
                self.waiting.append(Queued(each, self.clock.now(), self.clock.now()))

    def postpone(self, receipt: str, pause: timedelta) -> None:
        self.waiting[int(receipt)].visible_at = self.clock.now() + pause

    def receive(self) -> Queued | None:
        """The first visible delivery that no other of its group is before."""
        blocked: set[str] = set()
        for each in self.waiting:
            group = group_of(each.delivery)
            if group in blocked:
                continue
            blocked.add(group)
            if each.visible_at <= self.clock.now():
                each.received += 1
                return each
        return None

    def done(self, queued: Queued) -> None:
        self.waiting.remove(queued)


@dataclass
class FakeWebhooks:
    """See services.ports.events.Webhooks. `responses` are given in turn, then 204; `seen` is what arrived.

    Addresses in `down` never answer; ids in `refused` are always refused with a 500.
    """

    responses: deque[int | str] = field(default_factory=deque)
    seen: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def check(self, url: str) -> None:
        if not url.startswith("https://"):
            raise Invalid.field("url", "must be an https address", code="webhook_url_refused")

    def call(self, url: str, body: bytes, headers: Sequence[tuple[str, str]]) -> Answer:
        self.seen.append((url, body, dict(headers)))
        answer = self.responses.popleft() if self.responses else 204
        if url in self.down:
            answer = "connection_failed"
        if dict(headers)["webhook-id"] in self.refused:
            answer = 500
        return Answer(answer, None, 3) if isinstance(answer, int) else Answer(None, answer, 3)


@dataclass
class FakeBus:
    """See services.ports.events.EventBus."""

    put_events: list[Event] = field(default_factory=list)
    is_down: bool = False

    def put(self, event: Event) -> None:
        if self.is_down:
            raise Unavailable
        self.put_events.append(event)


def endpoint_for(clinic_id: str, **changes: object) -> WebhookEndpoint:
    """An endpoint of the clinic that takes every event."""
    from_start = WebhookEndpoint(
        id=f"we_{clinic_id}",
        clinic_id=clinic_id,
        url="https://ehr.example/hooks",
        types=ALL_TYPES,
        created_at=NOON,
        created_by=Actor("system"),
    )
    return replace(from_start, **changes)  # type: ignore[arg-type]


def paid_event(position: int = 1, patient: PatientKey = ANA, seq: int | None = None, at: datetime = NOON) -> Event:
    """The event of a payment that succeeded; its number of the patient is its position unless given."""
    return Event(
        id=event_id(patient.clinic_id, position),
        type=EventType.PAYMENT_SUCCEEDED,
        clinic_id=patient.clinic_id,
        patient_id=patient.patient_id,
        seq=seq or position,
        occurred_at=at,
        data={"payment_id": "pay_1"},
    )
