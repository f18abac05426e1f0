"""Stripe's events: what is genuine, what is ours, and what it says."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from stripe import SignatureVerificationError, WebhookSignature

from chalicelib.credit.dispute import DisputeEventKind
from chalicelib.credit.errors import Invalid
from chalicelib.credit.identity import is_opaque_id
from chalicelib.credit.payment_report import PaymentReport
from chalicelib.credit.refund import RefundReport
from chalicelib.credit.unplaced import Unplaced
from chalicelib.services.record_account import AccountReport
from chalicelib.stripe_gateway.objects import Account, Charge, Dispute, Event, PaymentIntent, Refund
from chalicelib.stripe_gateway.payment_reports import report_of_charge, report_of_intent
from chalicelib.stripe_gateway.refund_and_dispute_reports import dispute_report, refund_in, refund_report

EVENTS = (
    "account.updated",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.succeeded",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "refund.created",
    "refund.failed",
    "refund.updated",
)
"""What Stripe must send of the platform's own account; everything that `_says` knows."""
CONNECTED_EVENTS = ("account.updated",)
"""What Stripe must send of connected accounts, at an endpoint of its own: payments live on the platform."""
TOLERANCE_S = 300
"""Stripe's own default for the age of a signature (docs.stripe.com/webhooks); it holds for the future, too."""
LONGEST_HEADER = 1_000
TIMESTAMP = re.compile(r"(?:^|,)t=(\d{1,12})(?:,|$)")


@dataclass(frozen=True, slots=True)
class StripeReport:
    """One genuine event. `says` is nothing when it is about something that isn't ours to know."""

    event_id: str
    type: str
    says: PaymentReport | AccountReport | RefundReport | Unplaced | None


def read_event(body: bytes, signature: str, secrets: Sequence[str], deployment: str) -> StripeReport:
    """The event in `body`, if one of `secrets` signed it within five minutes. Raises Invalid for anything else.

    Several secrets are valid while one is being rotated. The caller bounds the body's size first.
    """
    _verify(body, signature, secrets)
    try:
        event = msgspec.json.decode(body, type=Event)
        return StripeReport(event.id, event.type, _says(event, deployment))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise Invalid("This is not an event that Stripe sends.", code="invalid_event") from fault


def _verify(body: bytes, signature: str, secrets: Sequence[str]) -> None:
    if not any(_signed(body, signature, secret) for secret in secrets if secret):
        raise Invalid("The Stripe-Signature header does not fit the body.", code="invalid_signature")


def _signed(body: bytes, signature: str, secret: str) -> bool:
    timestamp = TIMESTAMP.search(signature)
    if len(signature) > LONGEST_HEADER or not signature.isascii() or timestamp is None:
        return False
    if int(timestamp[1]) > time.time() + TOLERANCE_S:
        return False
    try:
        return bool(WebhookSignature.verify_header(body, signature, secret, TOLERANCE_S))
    except (SignatureVerificationError, UnicodeDecodeError):
        return False


def _says(event: Event, deployment: str) -> PaymentReport | AccountReport | RefundReport | Unplaced | None:
    match event.type:
        case "account.updated":  # Stripe learned something about a clinic's payments account.
            return _account(event)
        case _ if event.account:  # Something on a connected account itself; our payments live on the platform.
            return None
        case "charge.succeeded":  # The card was charged. Comes with the card's brand and last four.
            charge = msgspec.json.decode(event.data.object, type=Charge)
            _same_mode(event, charge.livemode)
            return report_of_charge(charge, deployment)
        case (
            "payment_intent.succeeded"
            | "payment_intent.processing"
            | "payment_intent.payment_failed"
            | "payment_intent.canceled"
        ):
            intent = msgspec.json.decode(event.data.object, type=PaymentIntent)
            _same_mode(event, intent.livemode)
            return report_of_intent(intent, deployment)
        case "refund.created" | "refund.updated" | "refund.failed":
            return _refund(event, deployment)
        case "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed":
            return _dispute(event, DisputeEventKind.STATUS)
        case "charge.dispute.funds_withdrawn":  # Stripe took the money.
            return _dispute(event, DisputeEventKind.WITHDRAWN)
        case "charge.dispute.funds_reinstated":  # Stripe gave it back: the dispute was won.
            return _dispute(event, DisputeEventKind.REINSTATED)
    return None


def _refund(event: Event, deployment: str) -> RefundReport | Unplaced | None:
    refund, livemode = msgspec.json.decode(event.data.object, type=Refund), event.livemode
    ours = refund_in(refund, deployment)
    if ours:
        return refund_report(refund, *ours, livemode=livemode)
    if (refund.metadata or {}).get("deployment") or not refund.payment_intent:
        return None
    return Unplaced(refund.payment_intent, lambda pointer: refund_report(refund, pointer, None, livemode=livemode))


def _dispute(event: Event, news: DisputeEventKind) -> Unplaced | None:
    dispute = msgspec.json.decode(event.data.object, type=Dispute)
    _same_mode(event, dispute.livemode)
    if not dispute.payment_intent or not is_opaque_id(dispute.id):
        return None
    return Unplaced(dispute.payment_intent, lambda pointer: dispute_report(dispute, pointer, news, dispute.created))


def _same_mode(event: Event, livemode: bool) -> None:
    if event.livemode != livemode:
        raise Invalid("The event and its object are of different modes.", code="invalid_event")


def _account(event: Event) -> AccountReport:
    account = msgspec.json.decode(event.data.object, type=Account)
    return AccountReport(
        account_id=account.id,
        country=account.country or "",
        currency=account.default_currency or "",
        charges_enabled=account.charges_enabled,
        payouts_enabled=account.payouts_enabled,
        as_of=datetime.fromtimestamp(event.created, UTC),
    )
