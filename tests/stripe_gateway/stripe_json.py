"""Stripe's events as Stripe sends them (docs.stripe.com/api), and Stripe's signature."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

SECRET = "whsec_test"
OURS = {"deployment": "test", "clinic_id": "clinic_demo", "patient_id": "pat_ana", "payment_id": "pay_1"}


def signature(body: bytes, secret: str = SECRET, at: float | None = None, scheme: str = "v1") -> str:
    stamp = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},{scheme}={digest}"


def event(kind: str, about: Any, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": "evt_1Qabc",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1_795_435_200,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": "req_1", "idempotency_key": "intent_1"},
        "type": kind,
    }
    return {**usual, **changes}


def charge(**changes: Any) -> dict[str, Any]:
    usual = {
        "id": "ch_1",
        "object": "charge",
        "created": 1_795_435_140,
        "amount": 5_000,
        "amount_captured": 5_000,
        "amount_refunded": 0,
        "billing_details": {"name": None, "email": None},
        "captured": True,
        "currency": "cad",
        "customer": "cus_1",
        "livemode": False,
        "metadata": OURS,
        "on_behalf_of": "acct_main",
        "outcome": {"network_status": "approved_by_network", "type": "authorized"},
        "paid": True,
        "payment_intent": "pi_1",
        "payment_method": "pm_1",
        "payment_method_details": {"card": {"brand": "visa", "last4": "4242", "exp_year": 2030}, "type": "card"},
        "status": "succeeded",
        "transfer_data": {"amount": None, "destination": "acct_main"},
    }
    return {**usual, **changes}


def intent(status: str = "succeeded", **changes: Any) -> dict[str, Any]:
    usual = {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 5_000,
        "amount_received": 5_000 if status == "succeeded" else 0,
        "client_secret": "pi_1_secret_x",
        "currency": "cad",
        "customer": "cus_1",
        "last_payment_error": None,
        "latest_charge": "ch_1" if status == "succeeded" else None,
        "livemode": False,
        "metadata": OURS,
        "on_behalf_of": "acct_main",
        "payment_method_types": ["card"],
        "status": status,
        "transfer_data": {"destination": "acct_main"},
    }
    return {**usual, **changes}


def account(**changes: Any) -> dict[str, Any]:
    usual = {
        "id": "acct_main",
        "object": "account",
        "charges_enabled": False,
        "payouts_enabled": True,
        "country": "CA",
        "default_currency": "cad",
        "requirements": {"disabled_reason": "requirements.past_due"},
    }
    return {**usual, **changes}


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()
