"""Signatures of outgoing events, by Standard Webhooks 1.0.0 (symmetric, `v1`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"


def secret_text(key: bytes) -> str:
    return PREFIX + base64.b64encode(key).decode()


def signature(secret: str, webhook_id: str, timestamp: int, body: bytes) -> str:
    """Sign id, timestamp (seconds) and body with one secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((webhook_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signature_headers(webhook_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> Sequence[tuple[str, str]]:
    """The headers of one call, with a signature of each secret that is valid."""
    timestamp = int(at.timestamp())
    signed = " ".join(signature(secret, webhook_id, timestamp, body) for secret in secrets)
    return (("webhook-id", webhook_id), ("webhook-timestamp", str(timestamp)), ("webhook-signature", signed))
