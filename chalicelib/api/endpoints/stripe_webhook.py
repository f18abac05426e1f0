"""Stripe's webhook. 2xx only once the event is durable: after any other status Stripe retries, for three days."""

from __future__ import annotations

from chalicelib.api.core.parameters import SignedBody
from chalicelib.api.core.problems import NotRecordedYet
from chalicelib.api.core.request import PublicRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.schemas.meta import WebhookAck
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import Invalid, NotFound

routes = Routes()


@routes.post(
    "/v1/stripe/events",
    error_codes=(
        "body_too_large",
        "invalid_body",
        "invalid_event",
        "invalid_signature",
        "not_written_yet",
        "refused_by_stripe",
        "temporarily_unavailable",
    ),
)
def stripe_event(request: PublicRequest, event: SignedBody, services: Services) -> Ok[WebhookAck]:
    """Receive a signed event from Stripe."""
    if not event.signature:
        raise Invalid("The Stripe-Signature header is missing.", code="invalid_signature")
    try:
        services.handle_stripe_event(event.body, event.signature)
    except NotFound:
        raise NotRecordedYet("The referenced payment has not been recorded yet. Retry the event.") from None
    return Ok(WebhookAck(received=True))
