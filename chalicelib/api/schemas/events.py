from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Actor, Timestamp
from chalicelib.credit.events import EventType
from chalicelib.credit.webhooks import AttemptStatus
from chalicelib.services.events.webhook_endpoints import ALL_TYPES

EventId = Annotated[str, Meta(pattern=r"^evt_[0-9a-f]{10}[0-9]{12}$(?!\n)", description="An id of an event")]
SubscribedType = Annotated[str, Meta(pattern=f"^({'|'.join(ALL_TYPES)})$(?!\n)".replace(".", r"\."))]


class ClinicEvent(msgspec.Struct):
    """An event. `seq` counts the patient's events from 1 without gaps, or those of the clinic itself where
    `patient_id` is null. `data` depends on the type; see the guide for integrators."""

    id: str
    type: EventType
    occurred_at: Timestamp
    patient_id: str | None
    seq: int
    data: dict[str, Any]


class WebhookEndpointCreate(msgspec.Struct, forbid_unknown_fields=True):
    """An https address, and the types of events to send there; all of them if `types` is empty."""

    url: Annotated[str, Meta(min_length=1, max_length=500)]
    types: Annotated[list[SubscribedType], Meta(max_length=50)] = []


class WebhookEndpoint(msgspec.Struct):
    """An endpoint. It is disabled after three days without a success; `failing_since` is the first failure in a row."""

    id: str
    url: str
    types: list[EventType]
    created_at: Timestamp
    created_by: Actor
    disabled_at: Timestamp | None
    failing_since: Timestamp | None
    next_attempt_at: Timestamp | None
    previous_secret_valid_until: Timestamp | None


class WebhookEndpointWithSecret(WebhookEndpoint, kw_only=True):
    """An endpoint with its newest secret, which no other response shows."""

    secret: str


class WebhookEndpointUpdate(msgspec.Struct, forbid_unknown_fields=True):
    """Whether events are sent to the endpoint."""

    enabled: bool


class WebhookTest(msgspec.Struct):
    """The endpoint's answer to a test event: its HTTP status, or the reason why there was none."""

    delivered: bool
    http_status: int | None
    error: str | None
    duration_ms: int


class WebhookResend(msgspec.Struct, forbid_unknown_fields=True):
    """Events after the one, or of the time on, are sent again; without both, those since the endpoint began to fail
    or was switched off. With both, those that are after the one and of the time on."""

    after: EventId | None = None
    since: Timestamp | None = None


class WebhookResent(msgspec.Struct):
    """How many events are queued. Where `next_after` is not null, more are left: send it as `after` once those that are
    queued were delivered, because a resend drops what is queued."""

    queued: int
    next_after: str | None


class WebhookDelivery(msgspec.Struct):
    """One attempt to deliver an event. `next_attempt_at` is null when it is delivered or given up."""

    event_id: str
    type: EventType
    at: Timestamp
    attempt: int
    status: AttemptStatus
    http_status: int | None
    error: str | None
    duration_ms: int
    next_attempt_at: Timestamp | None
