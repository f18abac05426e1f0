"""Tokens for the clinic's own software, by OAuth's client credentials (RFC 6749, section 4.4)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

TIMEOUT_S = 10.0
RENEWED_BEFORE_S = 60.0
"""A token is renewed a minute before it expires, so that no call carries one that expires on the way."""
DEFAULT_LIFETIME_S = 300.0


@dataclass(slots=True)
class ClientCredentials:
    """Fetches a token from the provider's token endpoint, and keeps it until it is about to expire."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    audience: str | None = None
    now: Callable[[], float] = time.monotonic
    _token: str = field(default="", init=False, repr=False)
    _until: float = field(default=0.0, init=False)

    def __call__(self) -> str:
        """A bearer token. Raises requests.RequestException."""
        if not self._token or self.now() >= self._until:
            form = {"grant_type": "client_credentials"} | ({"audience": self.audience} if self.audience else {})
            answer = requests.post(
                self.token_url, data=form, auth=(self.client_id, self.client_secret), timeout=TIMEOUT_S
            )
            answer.raise_for_status()
            given = answer.json()
            self._token = str(given["access_token"])
            self._until = self.now() + float(given.get("expires_in", DEFAULT_LIFETIME_S)) - RENEWED_BEFORE_S
        return self._token
