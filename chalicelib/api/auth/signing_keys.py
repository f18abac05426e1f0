"""The identity provider's public keys: fetched when needed, cached, and fetched again when it rotates them."""

from __future__ import annotations

import json
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.client import HTTPException
from threading import Lock
from typing import Any
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from chalicelib.credit.errors import Unavailable
from chalicelib.webhooks.checked_http import TOTAL_S, within

TIMEOUT_S = 3
LIFE_S = 600
FETCHES_PER_MINUTE = 5
"""An unknown key id causes a fetch; the limit keeps forged tokens from causing fetches without end."""
LONGEST_PAUSE_S = 5
"""After the second failure in a row, fetches pause for a second longer each time, up to this."""
LARGEST_SET = 100_000
SIGNATURE_BYTES = {"RS256": 256, "ES256": 64}
"""OpenSSL looks up an algorithm when it verifies the first signature, be it a wrong one: 1 to 3 ms of CPU."""
SMALLEST_RSA_BITS = 2048
"""NIST SP 800-131A: shorter RSA keys are not for signatures."""
USER_AGENT = "account-credit/1 (+JWKS)"


def request_for(url: str) -> Request:
    """The request for a set. Some providers refuse clients that do not name themselves."""
    return Request(url, headers={"User-Agent": USER_AGENT, "Accept": "application/json"})


@cache
def opener() -> OpenerDirector:
    """The opener of URLs. It reads the system's certificates, 19 ms of CPU; urlopen would do that for each request."""
    return build_opener(HTTPSHandler(context=ssl.create_default_context()))


def read_url(url: str, total_s: float = TOTAL_S) -> bytes:
    """The start of what is published at `url`, found within `total_s`. Raises OSError, HTTPException."""
    return within(total_s, partial(_read_until, time.monotonic() + total_s, url))


def _read_until(deadline: float, url: str) -> bytes:
    """TIMEOUT_S limits each wait for bytes alone, and who waits for all of them has gone at the deadline."""
    found = bytearray()
    with opener().open(request_for(url), timeout=TIMEOUT_S) as response:
        while len(found) < LARGEST_SET and time.monotonic() < deadline:
            part = response.read1(LARGEST_SET - len(found))
            if not part:
                break
            found += part
    return bytes(found)


class SigningKeys:
    """The keys at one JWKS URL, by key id.

    Only fetches that succeeded count for the limit on unknown key ids: an outage must not use it up.
    """

    def __init__(
        self, url: str, read: Callable[[str], bytes] = read_url, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._read, self._clock = url, read, clock
        if read is read_url:
            opener(), request_for(url)  # At INIT, which has a full processor.
        self._keys: dict[str | None, PyJWK] = {}
        self._fetches: deque[float] = deque(maxlen=FETCHES_PER_MINUTE)
        self._failures = 0
        self._paused_until = float("-inf")
        self._lock = Lock()

    def find(self, kid: str | None) -> PyJWK | None:
        """The key with this id, or None. Raises Unavailable while the provider does not tell.

        Without an id, the only key of a set that has one.
        """
        if not self._knows(kid):
            self._refresh(kid)
        return self._key(kid)

    def load(self) -> None:
        """Fetch the keys before a token needs them, and use each kind once. Raises Unavailable."""
        if self._fetches:
            return
        self._refresh(None)
        for key in {key.algorithm_name: key for key in self._keys.values()}.values():
            key.Algorithm.verify(b"", key.key, bytes(SIGNATURE_BYTES[key.algorithm_name]))

    def _key(self, kid: str | None) -> PyJWK | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)

    def _knows(self, kid: str | None) -> bool:
        is_fresh = bool(self._fetches) and self._clock() - self._fetches[-1] <= LIFE_S
        return is_fresh and self._key(kid) is not None

    def _refresh(self, kid: str | None) -> None:
        with self._lock:
            if self._knows(kid) or not self._may_fetch():
                return
            if self._clock() < self._paused_until:
                self._must_know(kid, None)
                return
            asked_at = self._clock()
            try:
                self._keys = _parse(self._read(self._url))
            except (OSError, HTTPException, ValueError, RecursionError) as fault:
                self._pause()
                self._must_know(kid, fault)
            else:
                self._fetches.append(asked_at)  # A process may be frozen between the question and the response.
                self._failures = 0

    def _may_fetch(self) -> bool:
        return len(self._fetches) < FETCHES_PER_MINUTE or self._clock() - self._fetches[0] > 60

    def _pause(self) -> None:
        self._failures += 1
        self._paused_until = self._clock() + min(self._failures - 1, LONGEST_PAUSE_S)

    def _must_know(self, kid: str | None, fault: Exception | None) -> None:
        """Raises Unavailable unless this key is known from before: whether it is valid cannot be told now."""
        if self._key(kid) is None:
            raise Unavailable(
                "The identity provider is not responding. Try again.", retry_after_s=LONGEST_PAUSE_S
            ) from fault


def _parse(published: bytes) -> dict[str | None, PyJWK]:
    """The usable keys of a set. Raises ValueError when it has none, since then it is not the provider's."""
    found = json.loads(published)
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise ValueError("a JWKS is an object with a list of keys")
    keys = dict(_usable(found["keys"]))
    if not keys:
        raise ValueError("no key of the set verifies signatures")
    return keys


def _usable(entries: list[Any]) -> Iterator[tuple[str | None, PyJWK]]:
    """Each key that verifies signatures; an entry that is none of them does not spoil the others."""
    for entry in entries:
        if not isinstance(entry, dict) or not _is_for_signatures(entry):
            continue
        try:
            key = PyJWK({name: value for name, value in entry.items() if value is not None})
        except (PyJWTError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            continue
        if _is_strong(key):
            yield entry.get("kid"), key


def _is_for_signatures(entry: dict[str, Any]) -> bool:
    """RFC 7517: `kid` is a string, `use` and `key_ops` tell what a key is for, and private parts are not published.

    A member that is null or an empty list tells nothing: .NET's serializers write those that a key doesn't have.
    """
    kid, use, operations = entry.get("kid"), entry.get("use"), entry.get("key_ops")
    return (
        (kid is None or (isinstance(kid, str) and kid != ""))
        and use in (None, "sig")
        and (operations in (None, []) or (isinstance(operations, list) and "verify" in operations))
        and entry.get("kty") in ("RSA", "EC")
        and entry.get("d") is None
    )


def _is_strong(key: PyJWK) -> bool:
    """Whether the key is one of the algorithms, of its curve, and long enough."""
    match key.key:
        case RSAPublicKey() as rsa:
            return key.algorithm_name == "RS256" and rsa.key_size >= SMALLEST_RSA_BITS
        case EllipticCurvePublicKey() as ec:
            return key.algorithm_name == "ES256" and isinstance(ec.curve, SECP256R1)
    return False
