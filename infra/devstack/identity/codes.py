"""Authorization codes: short-lived, good once, and only for the holder of the verifier (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

LIFETIME_S = 60.0
MOST_KEPT = 1000
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Grant:
    """The request that a code was issued for."""

    person: str
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str | None = None


class Codes:
    """The codes that were issued and not used yet."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._grants: dict[str, tuple[float, Grant]] = {}

    def give(self, grant: Grant) -> str:
        """Issue a new code for this grant. The oldest are forgotten when too many are never used."""
        while len(self._grants) >= MOST_KEPT:
            del self._grants[next(iter(self._grants))]
        code = secrets.token_urlsafe(32)
        self._grants[code] = (self._now() + LIFETIME_S, grant)
        return code

    def redeem(self, code: str, *, client_id: str, redirect_uri: str, verifier: str) -> Grant | None:
        """Return the grant, or None for an unknown, used, expired or foreign code. Trying a code spends it."""
        expires_at, grant = self._grants.pop(code, (0.0, None))
        if grant is None or self._now() > expires_at:
            return None
        same = grant.client_id == client_id and grant.redirect_uri == redirect_uri
        return grant if same and matches(verifier, grant.challenge) else None


def is_challenge(text: str) -> bool:
    """Return whether it can be an S256 challenge: 256 bits in base64url without padding."""
    return CHALLENGE.fullmatch(text) is not None


def matches(verifier: str, challenge: str) -> bool:
    """Compare as RFC 7636 section 4.6 defines, S256 only: `plain` would reveal the verifier."""
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(digest, challenge.encode())


def is_loopback(address: str) -> bool:
    """Return whether a page at this address is on this machine: codes and people are sent to no other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in LOOPBACK and not (parts.username or parts.fragment)
