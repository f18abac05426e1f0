"""What Stripe tells us. 2xx only once it is durable: anything else makes Stripe come again, for three days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.http import wire
from chalicelib.http.problems import NotWrittenYet
from chalicelib.http.routes import ANYONE, Answer, Routes

if TYPE_CHECKING:
    from chalicelib.http.call import Call

stripe_events = Routes(__name__)

LARGEST_EVENT = 262_144


@stripe_events.act(
    "POST",
    "/v1/stripe/events",
    wire.Received,
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
    from chalicelib.http.stripe_news import read, take

    report = read(body, signature)
    try:
        take(report)
    except NotFound:
        raise NotWrittenYet("This isn't in the books yet. Send the event again later.") from None
    return Answer(wire.Received(received=True))
