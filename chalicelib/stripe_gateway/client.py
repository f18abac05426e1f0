"""Stripe's client: made anew when the secret key was rotated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec
import stripe
from stripe import V1Services

from chalicelib.stripe_gateway.objects import (
    Account,
    Charge,
    Dispute,
    Event,
    FraudWarning,
    PaymentIntent,
    PaymentMethod,
    Refund,
    Transfer,
)
from chalicelib.stripe_gateway.tls import https_session
from chalicelib.stripe_gateway.transport import Transport

CONNECT_TIMEOUT_S = 2
READ_TIMEOUT_S = 4
RETRIES = 1
"""A first top-up makes two calls; two tries of six seconds each stay within the gateway's 29 s."""
API_VERSION = "2026-10-28.endive"
OBJECTS = (
    *("account", "charge", "customer", "dispute", "payment_intent", "payment_method"),
    *("radar.early_fraud_warning", "refund", "transfer", "transfer_reversal"),
)
"""The kinds of objects in Stripe's responses to this service's calls."""


READ_AS = (Account, Charge, Dispute, Event, FraudWarning, PaymentIntent, PaymentMethod, Refund, Transfer)


@dataclass(frozen=True, slots=True)
class Client:
    """Stripe's services under one key, and the key's mode."""

    v1: V1Services
    livemode: bool


class ClientProvider(Protocol):
    def current(self) -> Client:
        """The client of the key in use. Raises Unavailable when the key can't be read."""


def new_client(secret_key: str, http_client: stripe.HTTPClient, api_url: str | None = None) -> Client:
    """A client with this service's version, limits and retries. Opens no connection."""
    made = stripe.StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        http_client=http_client,
        base_addresses={"api": api_url} if api_url else None,
        max_network_retries=RETRIES,
    )
    return Client(made.v1, livemode="_live_" in secret_key)


def load_sdk(v1: V1Services) -> tuple[object, ...]:
    """Import what the SDK imports at its first calls, and have msgspec compose what its responses are read as.

    Done at INIT, which has a full processor; opens no connection.
    """
    for kind in READ_AS:
        msgspec.json.Decoder(kind)
    objects = stripe.StripeObject.construct_from({"data": [{"object": kind} for kind in OBJECTS]}, None)
    customers, transfers = v1.customers.payment_methods, v1.transfers.reversals
    intents, methods, statement = v1.payment_intents, v1.payment_methods, v1.balance_transactions
    return objects, v1.accounts, v1.charges, customers, v1.disputes, intents, methods, v1.refunds, statement, transfers


@dataclass(frozen=True, slots=True)
class FixedClient:
    client: Client

    def current(self) -> Client:
        return self.client


class RotatingClient:
    """A client for `secret_key()`, which is read at each use; connections are kept across keys."""

    def __init__(self, secret_key: Callable[[], str], api_url: str | None = None) -> None:
        self._secret_key = secret_key
        self._api_url = api_url
        self._http = Transport((CONNECT_TIMEOUT_S, READ_TIMEOUT_S), None if api_url else https_session())
        self._made: tuple[str, Client] | None = None
        load_sdk(new_client("sk_test_not_read_yet", self._http, api_url).v1)

    def current(self) -> Client:
        key = self._secret_key()
        made = self._made
        if made is None or made[0] != key:
            made = self._made = (key, new_client(key, self._http, self._api_url))
        return made[1]
