"""Webhook endpoints as other software sets them up: made, removed, tested, resent, and their secrets."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.credit.errors import FieldError, NotAllowed, NotFound
from chalicelib.credit.events import KEPT_FOR, Event, EventType
from chalicelib.credit.identity import Actor
from chalicelib.credit.webhooks import MOST_ENDPOINTS, Answer, Delivery, WebhookEndpoint
from chalicelib.services.events.deliver_event import CallEndpoint
from chalicelib.services.events.publish_events import EventStores
from chalicelib.services.ports import Clock
from chalicelib.services.ports.events import DeliveryQueue, EndpointStore, Webhooks, WebhookSecrets
from chalicelib.services.retry import retry_on_conflict

MOST_RESENT = 1_000
QUEUED_BEFORE = timedelta(hours=1)
"""An event was published before its endpoint first failed to take it: by how much depends on the queue."""
ALL_TYPES = tuple(each for each in EventType if each is not EventType.ENDPOINT_TEST)


@dataclass(frozen=True, slots=True)
class WithSecret:
    """An endpoint with its newest secret, for the one answer that shows it."""

    endpoint: WebhookEndpoint
    secret: str


@dataclass(frozen=True, slots=True)
class Resent:
    """How many events were queued; `last` is the newest of them, and `is_more` whether older than now are left."""

    endpoint: WebhookEndpoint
    queued: int
    last: str | None
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeEndpoint:
    store: EndpointStore
    webhooks: Webhooks
    secrets: WebhookSecrets
    clock: Clock

    def __call__(self, clinic_id: str, url: str, types: Sequence[EventType], by: Actor) -> WithSecret:
        """Make an endpoint for events of `types`, all of them if it is empty.

        Raises Invalid for an address that will not be called, NotAllowed for more endpoints than a clinic may have.
        """
        self.webhooks.check(url)
        if len(self.store.endpoints(clinic_id)) >= MOST_ENDPOINTS:
            error = FieldError("url", f"must be one of at most {MOST_ENDPOINTS} endpoints; remove one first")
            raise NotAllowed(f"url: {error.message}", code="too_many_endpoints", errors=(error,))
        made = WebhookEndpoint(
            id=f"we_{secrets.token_hex(13)}",
            clinic_id=clinic_id,
            url=url,
            types=tuple(dict.fromkeys(types)) or ALL_TYPES,
            created_at=self.clock.now(),
            created_by=by,
        )
        self.store.save_endpoint(made)
        return WithSecret(made, self.secrets.secret(made.id, made.secret_number))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindEndpoint:
    store: EndpointStore

    def __call__(self, clinic_id: str, endpoint_id: str) -> WebhookEndpoint:
        """Raises NotFound."""
        found = self.store.endpoint(clinic_id, endpoint_id)
        if found is None:
            raise NotFound("webhook endpoint")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateSecret:
    store: EndpointStore
    find: FindEndpoint
    secrets: WebhookSecrets
    clock: Clock

    def __call__(self, clinic_id: str, endpoint_id: str) -> WithSecret:
        """Make a new secret. The one before signs as well, for a day. Raises NotFound."""
        rotated = retry_on_conflict(lambda: self._rotate(clinic_id, endpoint_id), self.clock)
        return WithSecret(rotated, self.secrets.secret(rotated.id, rotated.secret_number))

    def _rotate(self, clinic_id: str, endpoint_id: str) -> WebhookEndpoint:
        rotated = self.find(clinic_id, endpoint_id).with_new_secret(self.clock.now())
        self.store.save_endpoint(rotated)
        return rotated


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchEndpoint:
    store: EndpointStore
    find: FindEndpoint
    clock: Clock

    def __call__(self, clinic_id: str, endpoint_id: str, *, enabled: bool) -> WebhookEndpoint:
        """Switch the endpoint on, for events from now on, or off. What is queued for one that is off is dropped.

        Repeating it changes nothing. Raises NotFound.
        """
        return retry_on_conflict(lambda: self._switch(clinic_id, endpoint_id, enabled=enabled), self.clock)

    def _switch(self, clinic_id: str, endpoint_id: str, *, enabled: bool) -> WebhookEndpoint:
        found = self.find(clinic_id, endpoint_id)
        if found.is_enabled == enabled:
            return found
        switched = found.enabled() if enabled else found.switched_off(self.clock.now())
        self.store.save_endpoint(switched)
        return switched


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTestEvent:
    find: FindEndpoint
    call_endpoint: CallEndpoint
    clock: Clock

    def __call__(self, clinic_id: str, endpoint_id: str) -> Answer:
        """Send a test event at once, also to a disabled endpoint, and return the answer. Raises NotFound."""
        endpoint = self.find(clinic_id, endpoint_id)
        test = Event(
            id=f"evt_test_{secrets.token_hex(8)}",
            type=EventType.ENDPOINT_TEST,
            clinic_id=clinic_id,
            patient_id=None,
            seq=0,
            occurred_at=self.clock.now(),
            data={"endpoint_id": endpoint.id},
        )
        return self.call_endpoint(endpoint, test)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendEvents:
    store: EventStores
    find: FindEndpoint
    queue: DeliveryQueue
    clock: Clock

    def __call__(
        self, clinic_id: str, endpoint_id: str, after: int | None = None, since: datetime | None = None
    ) -> Resent:
        """Switch the endpoint on, and queue the clinic's kept events for it, oldest first.

        These are those after a position, or of a time on; without either, those since it began to fail or was switched
        off. What was queued before is dropped, so order is kept; what is published meanwhile is queued twice and
        delivered once. Raises NotFound.
        """
        endpoint = self.find(clinic_id, endpoint_id)
        begins = self._since(endpoint, after, since)  # Once: a success meanwhile ends the failing.
        return retry_on_conflict(lambda: self._resend(clinic_id, endpoint_id, after or 0, begins), self.clock)

    def _since(self, endpoint: WebhookEndpoint, after: int | None, since: datetime | None) -> datetime:
        kept = self.clock.now() - KEPT_FOR
        missed = endpoint.failing_since or endpoint.disabled_at
        if since is None and after is None and missed:
            since = missed - QUEUED_BEFORE
        return max(kept, since) if since else kept

    def _resend(self, clinic_id: str, endpoint_id: str, begin: int, since: datetime) -> Resent:
        enabled = self.find(clinic_id, endpoint_id).enabled()
        sent, last = self._queue(enabled, begin, since)
        self.store.save_endpoint(enabled)
        if sent >= MOST_RESENT:
            return Resent(enabled, sent, self._id(clinic_id, last), is_more=True)
        more, last = self._queue(enabled, last, since)
        return Resent(enabled, sent + more, self._id(clinic_id, last) if last > begin else None, is_more=False)

    def _queue(self, endpoint: WebhookEndpoint, after: int, since: datetime) -> tuple[int, int]:
        """Queue events after a position; return how many it was, and the position of the last that was looked at."""
        found = self.store.events(endpoint.clinic_id, after, MOST_RESENT, since)
        self.queue.send([Delivery(endpoint.id, each, endpoint.queue_number) for each in found if endpoint.takes(each)])
        return len(found), found[-1].position if found else after

    def _id(self, clinic_id: str, position: int) -> str | None:
        found = self.store.event(clinic_id, position)
        return found.id if found else None
