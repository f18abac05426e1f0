"""Stripe's webhook signature: https://docs.stripe.com/webhooks/signature."""

import hashlib
import hmac
import time


def signature(payload: bytes, secret: str, at: int | None = None) -> str:
    """Return the `Stripe-Signature` header for a payload, as of Unix time `at` (default now)."""
    moment = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
