"""The identity provider's public keys: fetched when needed, kept, and fetched again when it rotates them."""

from __future__ import annotations

import json
import time
from collections import deque
from http.client import HTTPException
from threading import Lock
from urllib.request import urlopen

from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from chalicelib.credit.errors import Unavailable

TIMEOUT_S = 3
LIFE_S = 600
FETCHES_A_MINUTE = 5
"""An unknown key id makes us ask again, but tokens that strangers invent must not make us ask for ever."""
LARGEST_SET = 100_000


class SigningKeys:
    """The keys at one JWKS address, by key id."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str, PyJWK] = {}
        self._fetches: deque[float] = deque(maxlen=FETCHES_A_MINUTE)
        self._lock = Lock()

    def find(self, kid: str) -> PyJWK | None:
        """The key with this id. Raises Unavailable when the provider does not answer and no key is known."""
        if kid not in self._keys or self._is_old():
            self._refresh(kid)
        return self._keys.get(kid)

    def _is_old(self) -> bool:
        return not self._fetches or time.monotonic() - self._fetches[-1] > LIFE_S

    def _refresh(self, kid: str) -> None:
        with self._lock:
            if (kid in self._keys and not self._is_old()) or not self._may_fetch():
                return
            self._fetches.append(time.monotonic())
            try:
                self._keys = _fetch(self._url)
            except (OSError, HTTPException, ValueError, RecursionError, PyJWTError) as fault:
                if not self._keys:
                    raise Unavailable("The identity provider does not answer. Try again.") from fault

    def _may_fetch(self) -> bool:
        return len(self._fetches) < FETCHES_A_MINUTE or time.monotonic() - self._fetches[0] > 60


def _fetch(url: str) -> dict[str, PyJWK]:
    with urlopen(url, timeout=TIMEOUT_S) as answer:
        found = json.loads(answer.read(LARGEST_SET))
    if not isinstance(found, dict):
        raise ValueError("a JWKS is an object")
    return {key.key_id: key for key in PyJWKSet.from_dict(found).keys if key.key_id}
