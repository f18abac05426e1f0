"""A stand-in for Stripe that makes one PaymentIntent, and the event of its payment. See ADR 0067."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import requests
from requests.adapters import BaseAdapter

from chalicelib.credit.payment import Payment
from chalicelib.stripe_gateway.client import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, FixedClient, new_client
from chalicelib.stripe_gateway.objects import CardDetails, Charge, PaymentMethodDetails, TransferData
from chalicelib.stripe_gateway.payment_reports import metadata_of
from chalicelib.stripe_gateway.transport import Transport


class _Canned(BaseAdapter):
    """The same response to each request. Nothing is sent."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response._content = 200, self._content
        response.request, response.url = request, request.url or ""
        return response

    def close(self) -> None:
        """Nothing is open."""


def client_in_place_of_stripe(secret_key: str, payment: Payment, deployment: str, *, livemode: bool) -> FixedClient:
    """A client whose every call returns the payment's PaymentIntent."""
    session = requests.Session()
    session.mount("https://", _Canned(msgspec.json.encode(_intent(payment, deployment, livemode=livemode))))
    return FixedClient(new_client(secret_key, Transport((CONNECT_TIMEOUT_S, READ_TIMEOUT_S), session)))


def paid_event(payment: Payment, deployment: str, *, livemode: bool) -> bytes:
    """Stripe's event that the payment was paid."""
    created = int(payment.created_at.timestamp())
    paid = Charge(
        id="ch_rehearsal",
        created=created,
        amount_captured=payment.amount,
        currency=payment.currency,
        livemode=livemode,
        paid=True,
        captured=True,
        metadata=metadata_of(payment, deployment),
        payment_intent=payment.payment_intent_id,
        transfer_data=TransferData(str(payment.account_id)),
        payment_method_details=PaymentMethodDetails(CardDetails("visa", "4242")),
    )
    event = {"id": "evt_rehearsal", "object": "event", "type": "charge.succeeded", "livemode": livemode}
    return msgspec.json.encode({**event, "created": created, "data": {"object": paid}})


def signature(body: bytes, secret: str, at: datetime) -> str:
    """The header Stripe-Signature of an event (docs.stripe.com/webhooks)."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={hmac.new(secret.encode(), b'%d.%s' % (stamp, body), hashlib.sha256).hexdigest()}"


def _intent(payment: Payment, deployment: str, *, livemode: bool) -> Mapping[str, Any]:
    return {
        "id": payment.payment_intent_id,
        "object": "payment_intent",
        "amount": payment.amount,
        "amount_received": 0,
        "client_secret": payment.client_secret,
        "currency": payment.currency,
        "customer": payment.customer_id,
        "livemode": livemode,
        "metadata": metadata_of(payment, deployment),
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "transfer_data": {"destination": payment.account_id},
    }
