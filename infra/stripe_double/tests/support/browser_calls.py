"""Stripe.js's calls, from Python: with a publishable key, and a card's number where there is one."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

from infra.stripe_double.testing import Running

Json = dict[str, Any]


def post(double: Running, path: str, key: str | None = None, **fields: str) -> tuple[int, Json]:
    """POST form fields with the publishable key, or another; return the status and the answer."""
    return ask(double, path, key, urlencode(fields).encode())


def get(double: Running, path: str, key: str | None = None) -> tuple[int, Json]:
    """GET with the publishable key, or another; return the status and the answer."""
    return ask(double, path, key, None)


def ask(double: Running, path: str, key: str | None, body: bytes | None) -> tuple[int, Json]:
    """Send a request as a browser would."""
    request = urllib.request.Request(double.url + path, body)
    request.add_header("Authorization", f"Bearer {key or double.publishable_key}")
    try:
        with urllib.request.urlopen(request, timeout=90) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def card_fields(number: str, prefix: str = "payment_method_data[{}]") -> dict[str, str]:
    """Return a typed card as Stripe.js sends it."""
    card = {"number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123"}
    named = {f"{prefix.format('card')}[{name}]": value for name, value in card.items()}
    return {prefix.format("type"): "card", **named}


def wallet_fields(wallet: str) -> dict[str, str]:
    """Return a wallet's card as Stripe.js sends it: by its token."""
    return {"payment_method_data[type]": "card", "payment_method_data[card][token]": f"tok_{wallet}"}


def answer_challenge(intent: Json, outcome: str) -> None:
    """Answer the 3-D Secure challenge that a PaymentIntent waits for: `complete` or `fail`."""
    answer(intent["next_action"]["use_stripe_sdk"]["stripe_js"], outcome)


def answer(url: str, outcome: str) -> Json:
    """Press a button of the bank's page; return what that page is told."""
    request = urllib.request.Request(url, json.dumps({"outcome": outcome}).encode())
    with urllib.request.urlopen(request, timeout=90) as response:
        told: Json = json.load(response)
        return told
