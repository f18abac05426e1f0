"""Events for other software: where they are kept, and where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.credit.events import Event, Subject
from chalicelib.credit.webhooks import Answer, Attempt, Delivery, WebhookEndpoint
from chalicelib.services.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """How far a subject's ledger was published: up to entry `entries`, as `seq` events.

    `unsent` are the positions of events that are published and not yet queued for their destinations.
    """

    subject: Subject
    entries: int = 0
    seq: int = 0
    unsent: tuple[int, ...] = ()
    version: int = 0


class EventStore(Protocol):
    def outbox(self, subject: Subject) -> Outbox:
        """The subject's outbox; one of version 0 for a subject that has none yet."""

    def newest(self, clinic_id: str) -> int:
        """The position of the clinic's newest event, 0 without one."""

    def published(self, clinic_id: str, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys whose events are published."""

    def publish(self, outbox: Outbox, events: Sequence[Event], keys: Sequence[str]) -> None:
        """Write events, their keys and the outbox, which was decided on `version - 1`, at once or not at all.

        The events' positions follow the newest one. Raises Conflict when another writer was first.
        """

    def save_outbox(self, outbox: Outbox) -> None:
        """Write an outbox decided on `version - 1`. Raises Conflict when that is no longer the version."""

    def events(self, clinic_id: str, after: int, limit: int, since: datetime) -> Sequence[Event]:
        """The clinic's events after a position that are kept and not older than `since`, oldest first."""

    def event(self, clinic_id: str, position: int) -> Event | None: ...


class EndpointStore(Protocol):
    def endpoints(self, clinic_id: str) -> Sequence[WebhookEndpoint]:
        """The clinic's endpoints, in order of id."""

    def endpoint(self, clinic_id: str, endpoint_id: str) -> WebhookEndpoint | None: ...

    def save_endpoint(self, endpoint: WebhookEndpoint) -> None:
        """Write an endpoint decided on `version - 1` (1 is new). Raises Conflict when that isn't the version."""

    def remove_endpoint(self, clinic_id: str, endpoint_id: str) -> None: ...

    def record_attempt(self, endpoint: WebhookEndpoint, attempt: Attempt) -> None: ...

    def attempts(self, endpoint: WebhookEndpoint, page: PageRequest) -> Page[Attempt]:
        """The attempts of the last thirty days, newest first."""


class DeliveryQueue(Protocol):
    """In order for each destination and subject; at least once."""

    def send(self, deliveries: Sequence[Delivery]) -> None:
        """Queue deliveries in their order. One that was queued within minutes is not queued again."""

    def postpone(self, receipt: str, pause: timedelta) -> None:
        """Hide a received delivery for `pause`; those behind it wait as well."""


class Webhooks(Protocol):
    """Calls to endpoints: https only, to public addresses only, without redirects, within five seconds."""

    def check(self, url: str) -> None:
        """Raises Invalid, naming the field `url`, for one that will not be called."""

    def call(self, url: str, body: bytes, headers: Sequence[tuple[str, str]]) -> Answer:
        """Post `body` and return the answer; a refusal or a failure is one as well. Raises nothing."""


class WebhookSecrets(Protocol):
    def secret(self, endpoint_id: str, number: int) -> str:
        """The endpoint's secret of that number, as Standard Webhooks writes it: `whsec_` and base64."""


class EventBus(Protocol):
    def put(self, event: Event) -> None: ...
