"""What Stripe tells us. 2xx only once it is durable: anything else makes Stripe come again, for three days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.api import schemas
from chalicelib.api.core.problems import NotWrittenYet
from chalicelib.api.core.routing import ANYONE, Answer, Routes
from chalicelib.credit.errors import Invalid, NotFound

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call

stripe_events = Routes(__name__)

LARGEST_EVENT = 262_144


@stripe_events.act(
    "POST",
    "/v1/stripe/events",
    schemas.Received,
    roles=ANYONE,
    refuses=(
        "body_too_large",
        "invalid_body",
        "invalid_event",
        "invalid_signature",
        "not_written_yet",
        "refused_by_stripe",
        "temporarily_unavailable",
    ),
)
def stripe_event(call: Call) -> Answer:
    """A signed event from Stripe."""
    body, signature = call.raw_body(LARGEST_EVENT), call.header("stripe-signature")
    if not signature:
        raise Invalid("Only Stripe posts here: there is no Stripe-Signature header.", code="invalid_signature")
    from chalicelib.api.endpoints.stripe_event_dispatch import read, take

    report = read(body, signature)
    try:
        take(report)
    except NotFound:
        raise NotWrittenYet("This isn't in the books yet. Send the event again later.") from None
    return Answer(schemas.Received(received=True))
