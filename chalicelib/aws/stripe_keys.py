"""Stripe's keys: from the environment on one machine, from Secrets Manager on AWS, where they are rotated."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.config import Misconfigured, StripeKeys
from chalicelib.credit.errors import Unavailable

LIFE_S = 300.0
"""A key rolled at Stripe with an hour's notice (docs/operating) is in use everywhere long before the old one ends."""
RENEW_EVERY_S = 1.0
"""Forged events must not cause a call to Secrets Manager each."""


class Secrets(Protocol):
    def get_secret_value(self, *, SecretId: str) -> Mapping[str, Any]: ...


class StripeKeyProvider(Protocol):
    def current(self) -> StripeKeys:
        """The keys, at most some minutes old. Raises Unavailable."""

    def refresh(self) -> StripeKeys | None:
        """The keys if they changed, or None. For a signature that does not match."""


class FixedKeys:
    """Keys from the environment."""

    def __init__(self, keys: StripeKeys) -> None:
        self._keys = keys

    def current(self) -> StripeKeys:
        return self._keys

    def refresh(self) -> StripeKeys | None:
        return None


class SecretsManagerKeys:
    """Keys in a secret of Secrets Manager: `{"secret_key": "sk_...", "webhook_secrets": ["whsec_...", ...]}`."""

    def __init__(self, arn: str, client: Secrets, seconds: Callable[[], float] = time.monotonic) -> None:
        self._arn = arn
        self._client = client
        self._seconds = seconds
        self._keys: StripeKeys | None = None
        self._asked_at = 0.0

    def current(self) -> StripeKeys:
        if self._keys is None:
            self._keys = self._ask()
        elif self._age() > LIFE_S:
            self._keys = self._ask_again(self._keys)
        return self._keys

    def refresh(self) -> StripeKeys | None:
        known = self.current()
        if self._age() < RENEW_EVERY_S:
            return None
        self._keys = self._ask_again(known)
        return self._keys if self._keys != known else None

    def _age(self) -> float:
        return self._seconds() - self._asked_at

    def _ask_again(self, known: StripeKeys) -> StripeKeys:
        """Keys that worked five minutes ago are better than none, so a fault here is not passed on."""
        try:
            return self._ask()
        except (Unavailable, Misconfigured):
            self._asked_at = self._seconds()
            return known

    def _ask(self) -> StripeKeys:
        asked_at = self._seconds()
        with translate_aws_errors():
            secret = self._client.get_secret_value(SecretId=self._arn)
        self._asked_at = asked_at
        return _read(secret.get("SecretString", ""))


def _read(text: str) -> StripeKeys:
    """Raises Misconfigured, without any part of the secret."""
    try:
        held = json.loads(text)
        secrets, endpoints = (tuple(map(str, each)) for each in (held["webhook_secrets"], held.get("endpoints", ())))
        keys = StripeKeys(str(held["secret_key"]), secrets, endpoints)
    except (ValueError, KeyError, TypeError):
        raise Misconfigured("The secret must hold secret_key and webhook_secrets.") from None
    if not keys.secret_key or not keys.webhook_secrets or not all(keys.webhook_secrets):
        raise Misconfigured("The secret holds an empty key or no webhook secret. Anyone could forge events then.")
    return keys
