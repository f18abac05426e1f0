"""What Stripe tells us. 2xx only once it is durable: anything else makes Stripe come again, for three days."""

from __future__ import annotations

from chalicelib import config, wiring
from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.credit.outcome import Outcome
from chalicelib.http import wire
from chalicelib.http.call import Call
from chalicelib.http.problems import NotWrittenYet
from chalicelib.http.routes import ANYONE, Answer, Routes
from chalicelib.services.record_account import AccountReport, record_account
from chalicelib.services.settle_payment import settle_payment

stripe_events = Routes(__name__)

LARGEST_EVENT = 262_144


@stripe_events.act("POST", "/v1/stripe/events", wire.Received, roles=ANYONE)
def stripe_event(call: Call) -> Answer:
    """A signed event from Stripe."""
    from chalicelib.payments.events import read_event

    body, signature, settings = call.raw_body(LARGEST_EVENT), call.header("stripe-signature"), config.load()
    if not signature:
        raise Invalid("Only Stripe posts here: there is no Stripe-Signature header.", code="invalid_signature")
    report = read_event(body, signature, settings.stripe_webhook_secrets, settings.deployment)
    match report.says:
        case Outcome() as outcome:
            _settle(outcome, report.event_id)
        case AccountReport() as account:
            record_account(account, clinics=wiring.clinics())
    return Answer(wire.Received(received=True))


def _settle(outcome: Outcome, event_id: str) -> None:
    try:
        settle_payment(outcome, wiring.books(), report_id=event_id)
    except NotFound:
        raise NotWrittenYet("This payment isn't in the books yet. Send the event again later.") from None
