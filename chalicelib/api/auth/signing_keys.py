"""The identity provider's public keys: fetched when needed, cached, and fetched again when it rotates them."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from http.client import HTTPException
from threading import Lock
from urllib.request import urlopen

from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from chalicelib.credit.errors import Unavailable

TIMEOUT_S = 3
LIFE_S = 600
FETCHES_PER_MINUTE = 5
"""An unknown key id causes a fetch; the limit keeps forged tokens from causing fetches without end."""
LARGEST_SET = 100_000


def read_url(url: str) -> bytes:
    """The start of what is published at `url`. Raises OSError, HTTPException."""
    with urlopen(url, timeout=TIMEOUT_S) as response:
        return bytes(response.read(LARGEST_SET))


class SigningKeys:
    """The keys at one JWKS URL, by key id."""

    def __init__(
        self, url: str, read: Callable[[str], bytes] = read_url, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._read, self._clock = url, read, clock
        self._keys: dict[str, PyJWK] = {}
        self._fetches: deque[float] = deque(maxlen=FETCHES_PER_MINUTE)
        self._lock = Lock()

    def find(self, kid: str) -> PyJWK | None:
        """The key with this id, or None. Raises Unavailable if the provider does not respond and no key is cached."""
        if kid not in self._keys or self._is_stale():
            self._refresh(kid)
        return self._keys.get(kid)

    def _is_stale(self) -> bool:
        return not self._fetches or self._clock() - self._fetches[-1] > LIFE_S

    def _refresh(self, kid: str) -> None:
        with self._lock:
            if (kid in self._keys and not self._is_stale()) or not self._may_fetch():
                return
            self._fetches.append(self._clock())
            try:
                self._keys = _parse(self._read(self._url))
            except (OSError, HTTPException, ValueError, RecursionError, PyJWTError) as fault:
                if not self._keys:
                    raise Unavailable("The identity provider is not responding. Try again.") from fault

    def _may_fetch(self) -> bool:
        return len(self._fetches) < FETCHES_PER_MINUTE or self._clock() - self._fetches[0] > 60


def _parse(published: bytes) -> dict[str, PyJWK]:
    found = json.loads(published)
    if not isinstance(found, dict):
        raise ValueError("a JWKS is an object")
    return {key.key_id: key for key in PyJWKSet.from_dict(found).keys if key.key_id}
