"""The provider's signing keys, in one file that only this user can read."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY_BITS = 2048
PUBLISHED = 2
"""How many keys the JWKS lists: the one that signs, and the one before it, whose tokens are still in use."""


@dataclass(frozen=True, slots=True)
class Key:
    kid: str
    pem: str

    @classmethod
    def generate(cls) -> Key:
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(kid=secrets.token_hex(8), pem=pem.decode())

    @property
    def private(self) -> rsa.RSAPrivateKey:
        return _loaded(self.pem)

    def public_jwk(self) -> dict[str, Any]:
        jwk = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return jwk | {"kid": self.kid, "use": "sig", "alg": "RS256"}


@lru_cache(maxsize=8)
def _loaded(pem: str) -> rsa.RSAPrivateKey:
    """Load a key once, since loading checks its primes: 35 ms."""
    private = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    return private


class KeyFile:
    """The keys, newest first. Read each time, so that the provider and the command line never disagree."""

    def __init__(self, state: Path) -> None:
        self._path = state / "identity" / "keys.json"

    def published(self) -> list[Key]:
        """Return at least one key; the first is generated on first use."""
        if not self._path.exists():
            return self.rotate()
        try:
            keys = [Key(**entry) for entry in json.loads(self._path.read_text())]
        except (TypeError, ValueError):
            keys = []
        if not keys:  # Half-written by another program, or by hand: its tokens are good for nothing.
            self._path.unlink()
        return keys or self.rotate()

    def signing(self) -> Key:
        return self.published()[0]

    def rotate(self) -> list[Key]:
        """Sign with a new key from now on; the one before stays published, older ones are dropped."""
        older = self.published() if self._path.exists() else []
        keys = [Key.generate(), *older][:PUBLISHED]
        self._write(keys)
        return keys

    def _write(self, keys: list[Key]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump([{"kid": key.kid, "pem": key.pem} for key in keys], file)
        draft.replace(self._path)
