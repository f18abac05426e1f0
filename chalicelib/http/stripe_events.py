"""What Stripe tells us. 2xx only once it is durable: anything else makes Stripe come again, for three days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import config, wiring
from chalicelib.credit.disputing import DisputeReport
from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.credit.outcome import Outcome
from chalicelib.credit.refunding import RefundReport
from chalicelib.credit.unplaced import Unplaced
from chalicelib.http import wire
from chalicelib.http.problems import NotWrittenYet
from chalicelib.http.routes import ANYONE, Answer, Routes
from chalicelib.services.record_account import AccountReport, record_account
from chalicelib.services.record_dispute import record_dispute
from chalicelib.services.refund_payment import record_refund
from chalicelib.services.settle_payment import settle_payment
from chalicelib.services.stop_card_testing import stop_card_testing

if TYPE_CHECKING:
    from chalicelib.http.call import Call
    from chalicelib.payments.events import StripeReport

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
    report = _read(body, signature)
    says = _placed(report.says) if isinstance(report.says, Unplaced) else report.says
    try:
        _take(says, report.event_id)
    except NotFound:
        raise NotWrittenYet("This isn't in the books yet. Send the event again later.") from None
    return Answer(wire.Received(received=True))


def _read(body: bytes, signature: str) -> StripeReport:
    """The event, if it is genuine by the secrets that are known, or by those that replaced them a moment ago."""
    from chalicelib.payments.events import read_event

    deployment, keys = config.load().deployment, wiring.stripe_keys()
    try:
        return read_event(body, signature, keys.current().webhook_secrets, deployment)
    except Invalid as refusal:
        renewed = keys.renewed() if refusal.code == "invalid_signature" else None
        if renewed is None:
            raise
        return read_event(body, signature, renewed.webhook_secrets, deployment)


def _take(says: object, event_id: str) -> None:
    match says:
        case Outcome():
            settled = settle_payment(says, wiring.books(), report_id=event_id)
            stop_card_testing(settled, wiring.books(), wiring.payments)
        case RefundReport():
            record_refund(says, wiring.books(), report_id=event_id)
        case DisputeReport():
            record_dispute(says, wiring.books(), report_id=event_id)
        case AccountReport():
            record_account(says, clinics=wiring.clinics())


def _placed(unplaced: Unplaced) -> RefundReport | DisputeReport | None:
    """The report with the row it is about, which only Stripe knows; nothing when it isn't ours."""
    pointer = wiring.payments().pointer(unplaced.payment_intent_id)
    return unplaced.placed(pointer) if pointer else None
