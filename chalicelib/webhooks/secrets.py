"""Secrets of endpoints, derived from one key of the deployment: no table holds them."""

from __future__ import annotations

import hashlib
import hmac

from chalicelib.credit.signing import secret_text


class DerivedSecrets:
    """See services.ports.events.WebhookSecrets."""

    def __init__(self, key: str) -> None:
        """`key` is secret and never changes: with another key, every endpoint has other secrets."""
        self._key = key.encode()

    def secret(self, endpoint_id: str, number: int) -> str:
        named = f"webhook\x00{endpoint_id}\x00{number}".encode()
        return secret_text(hmac.new(self._key, named, hashlib.sha256).digest())
