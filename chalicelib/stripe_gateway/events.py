"""Stripe's events: verified, and read into reports by one table of readers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
from stripe import SignatureVerificationError, WebhookSignature

from chalicelib.aws.stripe_keys import StripeKeyProvider
from chalicelib.credit.errors import Invalid
from chalicelib.credit.identity import is_opaque_id
from chalicelib.credit.stripe_report import (
    AccountReport,
    PaymentReport,
    PayoutReport,
    RefundReport,
    StripeEvent,
    StripeReport,
    UnresolvedReport,
)
from chalicelib.stripe_gateway.fraud_warnings import warning_facts
from chalicelib.stripe_gateway.objects import (
    Charge,
    Dispute,
    Event,
    EventSubject,
    FraudWarning,
    PaymentIntent,
    Refund,
)
from chalicelib.stripe_gateway.payment_reports import report_of_charge, report_of_intent
from chalicelib.stripe_gateway.refund_and_dispute_reports import dispute_facts, refund_report_of

TOLERANCE_S = 300
"""Stripe's own default for the age of a signature (docs.stripe.com/webhooks); also the limit for the future."""
LONGEST_HEADER = 1_000
TIMESTAMP = re.compile(r"[0-9]{10,12}")


class SignedEvents:
    """See services.ports.EventReader. Several secrets are valid while one is being rotated."""

    def __init__(self, keys: StripeKeyProvider, deployment: str) -> None:
        self._keys = keys
        self._deployment = deployment

    def read(self, body: bytes, signature: str) -> StripeEvent:
        """The event, if one of the known secrets signed it, or one that has just replaced them."""
        try:
            return read_event(body, signature, self._keys.current().webhook_secrets, self._deployment)
        except Invalid as refusal:
            renewed = self._keys.refresh() if refusal.code == "invalid_signature" else None
            if renewed is None:
                raise
            return read_event(body, signature, renewed.webhook_secrets, self._deployment)


def read_event(body: bytes, signature: str, secrets: Sequence[str], deployment: str) -> StripeEvent:
    """The event in `body`, if one of `secrets` signed it within five minutes. Raises Invalid for anything else.

    The caller bounds the body's size first.
    """
    _verify(body, signature, secrets)
    try:
        event = msgspec.json.decode(body, type=Event)
        return StripeEvent(event.id, _report(event, deployment))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise Invalid("The body is not a Stripe event.", code="invalid_event") from fault


def _verify(body: bytes, signature: str, secrets: Sequence[str]) -> None:
    if not any(_signed(body, signature, secret) for secret in secrets if secret):
        raise Invalid("The Stripe-Signature header does not match the body.", code="invalid_signature")


def _signed(body: bytes, signature: str, secret: str) -> bool:
    if len(signature) > LONGEST_HEADER or not signature.isascii():
        return False
    timestamp = _timestamp(signature)
    if timestamp is None or timestamp > time.time() + TOLERANCE_S:
        return False
    try:
        return bool(WebhookSignature.verify_header(body, signature, secret, TOLERANCE_S))
    except (SignatureVerificationError, UnicodeDecodeError):
        return False


def _timestamp(signature: str) -> int | None:
    """The header's one `t`, in seconds; None if it has several, since two readers could take another one each."""
    found = [part.partition("=") for part in signature.split(",")]
    times = [value for name, _, value in found if name.strip() == "t"]
    return int(times[0]) if len(times) == 1 and TIMESTAMP.fullmatch(times[0]) else None


def _report(event: Event, deployment: str) -> StripeReport | None:
    """None for an event of another product, and for one of a connected account itself: payments are the platform's."""
    reader = READERS.get(event.type)
    if reader is None or (event.account and event.type not in CONNECTED_EVENTS):
        return None
    return reader(event, deployment)


def _charge(event: Event, deployment: str) -> PaymentReport | None:
    """Comes with the card's brand and last four digits."""
    charge = msgspec.json.decode(event.data.object, type=Charge)
    _require_same_mode(event, charge.livemode)
    return report_of_charge(charge, deployment)


def _intent(event: Event, deployment: str) -> PaymentReport | None:
    intent = msgspec.json.decode(event.data.object, type=PaymentIntent)
    _require_same_mode(event, intent.livemode)
    return report_of_intent(intent, deployment)


def _refund(event: Event, deployment: str) -> RefundReport | UnresolvedReport | None:
    refund = msgspec.json.decode(event.data.object, type=Refund)
    return refund_report_of(refund, deployment, livemode=event.livemode)


def _dispute(event: Event, _: str) -> UnresolvedReport | None:
    """It names the dispute that changed; what it moved is read again from Stripe."""
    dispute = msgspec.json.decode(event.data.object, type=Dispute)
    _require_same_mode(event, dispute.livemode)
    if not dispute.payment_intent or not is_opaque_id(dispute.id):
        return None
    return UnresolvedReport(dispute_facts(dispute))


def _fraud_warning(event: Event, _: str) -> UnresolvedReport | None:
    warning = msgspec.json.decode(event.data.object, type=FraudWarning)
    _require_same_mode(event, warning.livemode)
    facts = warning_facts(warning) if is_opaque_id(warning.id) else None
    return UnresolvedReport(facts) if facts else None


def _account(event: Event, _: str) -> AccountReport | None:
    """By the account that the event comes from: the platform's own account is its own subject."""
    if event.account:
        return AccountReport(event.account, event.livemode)
    subject = msgspec.json.decode(event.data.object, type=EventSubject)
    return AccountReport(subject.id, event.livemode) if event.type == "account.updated" else None


def _payout(event: Event, _: str) -> PayoutReport | None:
    """None for the platform's own, which pays no clinic."""
    payout = msgspec.json.decode(event.data.object, type=EventSubject)
    if not event.account or not is_opaque_id(payout.id):
        return None
    return PayoutReport(event.account, payout.id, event.livemode)


def _require_same_mode(event: Event, livemode: bool) -> None:
    if event.livemode != livemode:
        raise Invalid("The event and its object are of different modes.", code="invalid_event")


READERS: Mapping[str, Callable[[Event, str], StripeReport | None]] = {
    "account.application.deauthorized": _account,
    "account.external_account.created": _account,
    "account.external_account.deleted": _account,
    "account.external_account.updated": _account,
    "account.updated": _account,
    "capability.updated": _account,
    "charge.dispute.closed": _dispute,
    "charge.dispute.created": _dispute,
    "charge.dispute.funds_reinstated": _dispute,
    "charge.dispute.funds_withdrawn": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.succeeded": _charge,
    "payment_intent.canceled": _intent,
    "payment_intent.payment_failed": _intent,
    "payment_intent.processing": _intent,
    "payment_intent.succeeded": _intent,
    "payout.reconciliation_completed": _payout,
    "radar.early_fraud_warning.created": _fraud_warning,
    "radar.early_fraud_warning.updated": _fraud_warning,
    "refund.created": _refund,
    "refund.failed": _refund,
    "refund.updated": _refund,
}
"""The handled events, each with its reader: the webhook endpoints at Stripe are configured from this table."""
EVENTS = tuple(READERS)
CONNECTED_EVENTS = tuple(name for name, reader in READERS.items() if reader in (_account, _payout))
"""The events of connected accounts, which need an endpoint of their own at Stripe."""
