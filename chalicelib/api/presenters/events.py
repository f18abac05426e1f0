from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.api.presenters.common import actor
from chalicelib.api.schemas import events as schemas
from chalicelib.credit import events
from chalicelib.credit.webhooks import Answer, Attempt, WebhookEndpoint
from chalicelib.services.events.webhook_endpoints import Resent, WithSecret


def event(found: events.Event) -> schemas.ClinicEvent:
    data = dict(found.data)
    return schemas.ClinicEvent(found.id, found.type, found.occurred_at, found.patient_id, found.seq, data)


def endpoint(found: WebhookEndpoint) -> schemas.WebhookEndpoint:
    return schemas.WebhookEndpoint(**_facts(found))


def endpoint_with_secret(made: WithSecret) -> schemas.WebhookEndpointWithSecret:
    return schemas.WebhookEndpointWithSecret(**_facts(made.endpoint), secret=made.secret)


def _facts(found: WebhookEndpoint) -> Mapping[str, Any]:
    return {
        "id": found.id,
        "url": found.url,
        "types": list(found.types),
        "created_at": found.created_at,
        "created_by": actor(found.created_by),
        "disabled_at": found.disabled_at,
        "failing_since": found.failing_since,
        "next_attempt_at": found.next_attempt_at if found.is_enabled else None,
        "previous_secret_valid_until": found.previous_until,
    }


def test_result(answer: Answer) -> schemas.WebhookTest:
    return schemas.WebhookTest(answer.is_success, answer.http_status, answer.error, answer.duration_ms)


def resent(done: Resent) -> schemas.WebhookResent:
    return schemas.WebhookResent(done.queued, done.last if done.is_more else None)


def delivery(attempt: Attempt) -> schemas.WebhookDelivery:
    return schemas.WebhookDelivery(
        event_id=attempt.event_id,
        type=attempt.type,
        at=attempt.at,
        attempt=attempt.number,
        status=attempt.status,
        http_status=attempt.http_status,
        error=attempt.error,
        duration_ms=attempt.duration_ms,
        next_attempt_at=attempt.next_attempt_at,
    )
