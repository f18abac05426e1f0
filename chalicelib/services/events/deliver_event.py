"""Delivering one event to one destination: an endpoint, the bus, or notices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.credit.errors import Conflict, CreditError
from chalicelib.credit.events import Event
from chalicelib.credit.signing import signature_headers
from chalicelib.credit.webhooks import (
    BUS,
    TRIED_FOR,
    Answer,
    Attempt,
    AttemptStatus,
    Delivery,
    WebhookEndpoint,
    pause_after,
)
from chalicelib.services.ports import Clock, Metrics
from chalicelib.services.ports.events import EndpointStore, EventBus, Webhooks, WebhookSecrets


class GivenUp(Protocol):
    """Tells an endpoint's clinic that it was disabled; once, however often it is called. Raises CreditError."""

    def __call__(self, endpoint: WebhookEndpoint) -> None: ...


class Destination(Protocol):
    """Consumes events other than over HTTP, for one. Repeating an event must be safe. Raises CreditError to retry."""

    def __call__(self, event: Event) -> None: ...


def event_body(event: Event) -> bytes:
    """The event as other software gets it, by whatever way."""
    return json.dumps(event_data(event), separators=(",", ":")).encode()


def event_data(event: Event) -> Mapping[str, Any]:
    return {
        "id": event.id,
        "type": str(event.type),
        "occurred_at": event.occurred_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "patient_id": event.patient_id,
        "seq": event.seq,
        "data": event.data,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEndpoint:
    """One signed call of an endpoint."""

    webhooks: Webhooks
    secrets: WebhookSecrets
    clock: Clock

    def __call__(self, endpoint: WebhookEndpoint, event: Event) -> Answer:
        """Send the event once, signed with every secret that is valid, and return the answer."""
        now = self.clock.now()
        valid = [self.secrets.secret(endpoint.id, number) for number in endpoint.secret_numbers(now)]
        body = event_body(event)
        return self.webhooks.call(endpoint.url, body, signature_headers(event.id, now, body, valid))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverEvent:
    store: EndpointStore
    call_endpoint: CallEndpoint
    destinations: Mapping[str, Destination]
    given_up: GivenUp
    clock: Clock
    metrics: Metrics

    def __call__(self, delivery: Delivery, number: int, queued_at: datetime) -> timedelta | None:
        """Deliver once; return the time to wait before the next attempt, or None when there is nothing more to do.

        `number` counts the attempts from 1. An event is given up after three days; an endpoint that took nothing for
        three days is switched off, and its clinic is told. Raises CreditError when the endpoint could not be looked up
        or the clinic not told: the delivery is repeated, and finds the endpoint as it was left.
        """
        other = self.destinations.get(delivery.destination)
        if other:
            return self._pass_on(other, delivery, number, queued_at)
        endpoint = self.store.endpoint(delivery.event.clinic_id, delivery.destination)
        if endpoint is None or endpoint.queue_number != delivery.queue_number:
            return None
        if not endpoint.is_enabled:
            if endpoint.was_given_up and number > 1:
                self.given_up(endpoint)
            return None
        now = self.clock.now()
        if endpoint.next_attempt_at and endpoint.next_attempt_at > now:
            return endpoint.next_attempt_at - now
        return self._call(endpoint, delivery.event, number, queued_at)

    def _pass_on(
        self, destination: Destination, delivery: Delivery, number: int, queued_at: datetime
    ) -> timedelta | None:
        try:
            destination(delivery.event)
        except CreditError:
            if self.clock.now() - queued_at < TRIED_FOR:
                return pause_after(number)
            self.metrics.count("EventsGivenUp")
        return None

    def _call(self, endpoint: WebhookEndpoint, event: Event, number: int, queued_at: datetime) -> timedelta | None:
        answer = self.call_endpoint(endpoint, event)
        now = self.clock.now()
        after = endpoint.succeeded() if answer.is_success else endpoint.failed(now, gone=answer.is_gone)
        is_over = not after.is_enabled or now - queued_at >= TRIED_FOR
        pause = None if answer.is_success or is_over else max(pause_after(number), pause_after(after.failures))
        self.store.record_attempt(endpoint, _attempt(event, answer, number, now, pause))
        self._save(endpoint, after)
        if answer.is_success:
            self.metrics.count("EventsDelivered")
        elif pause is None:
            self.metrics.count("EventsGivenUp")
        return pause

    def _save(self, before: WebhookEndpoint, after: WebhookEndpoint) -> None:
        """Keep the endpoint's state. Another delivery that was faster has kept its own, which is as good."""
        if after is before:
            return
        try:
            self.store.save_endpoint(after)
        except Conflict:
            return
        if not after.is_enabled:
            self.metrics.count("WebhookEndpointsDisabled")
            self.given_up(after)


def _attempt(event: Event, answer: Answer, number: int, at: datetime, pause: timedelta | None) -> Attempt:
    failed = AttemptStatus.FAILED if pause else AttemptStatus.GIVEN_UP
    return Attempt(
        event_id=event.id,
        type=event.type,
        at=at,
        number=number,
        status=AttemptStatus.DELIVERED if answer.is_success else failed,
        http_status=answer.http_status,
        error=answer.error,
        duration_ms=answer.duration_ms,
        next_attempt_at=at + pause if pause else None,
    )


def bus_destination(bus: EventBus | None) -> dict[str, Destination]:
    return {BUS: bus.put} if bus else {}
