"""An identity provider in memory: keys, their set, and tokens good and bad."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.fakes.settings import AUDIENCE, ISSUER

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Key:
    kid: str
    private: PrivateKey

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"

    @property
    def public_pem(self) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, form)

    @property
    def jwk(self) -> dict[str, Any]:
        public: Any = self.private.public_key()
        kind: Any = jwt.algorithms.RSAAlgorithm if self.algorithm == "RS256" else jwt.algorithms.ECAlgorithm
        return {**kind.to_jwk(public, as_dict=True), "kid": self.kid, "alg": self.algorithm, "use": "sig"}


STAFF_NAME = "Dee Laurent"


@cache
def rsa_key(kid: str = "rsa-1") -> Key:
    return Key(kid, rsa.generate_private_key(public_exponent=65537, key_size=2048))


@cache
def ec_key(kid: str = "ec-1") -> Key:
    return Key(kid, ec.generate_private_key(ec.SECP256R1()))


def key_set(*keys: Key) -> dict[str, Any]:
    return {"keys": [key.jwk for key in keys]}


def claims(role: str = "patient", clinic: str = "clinic_demo", patient: str = "pat_ana", **more: Any) -> dict[str, Any]:
    """The claims of a valid token."""
    now = int(time.time())
    is_patient = role == "patient"
    staff = {"sub": f"usr_{role}", "name": STAFF_NAME}
    who = {"sub": patient, "patient": patient, "name": "Ana Núñez"} if is_patient else staff
    usual = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 600, "clinic": clinic, "role": role}
    return {**usual, **who, **more}


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in body.items() if each != name}


def signed(body: dict[str, Any], key: Key | None = None, **header: Any) -> str:
    by = key or ec_key()
    return jwt.encode(body, by.private, algorithm=by.algorithm, headers={"kid": by.kid, **header})


def token(role: str = "patient", clinic: str = "clinic_demo", patient: str = "pat_ana", **more: Any) -> str:
    return signed(claims(role, clinic, patient, **more))


def forged_with_hmac(body: dict[str, Any], key: Key) -> str:
    """HS256 with the public key as the secret: a verifier that trusts `alg` would accept it."""
    head = _part({"alg": "HS256", "typ": "JWT", "kid": key.kid})
    signature = hmac.new(key.public_pem, f"{head}.{_part(body)}".encode(), hashlib.sha256).digest()
    return f"{head}.{_part(body)}.{_encoded(signature)}"


def unsigned(body: dict[str, Any], alg: str = "none") -> str:
    return f"{_part({'alg': alg, 'typ': 'JWT', 'kid': ec_key().kid})}.{_part(body)}."


@cache
def bad_tokens() -> dict[str, str]:
    """Every way in which a token can be wrong, by name. Its claims would let it do everything."""
    good, now = claims("full_access"), int(time.time())
    whole = signed(good)
    head, body, signature = whole.split(".")
    stranger = Key("ec-1", ec.generate_private_key(ec.SECP256R1()))
    return {
        "expired": signed({**good, "exp": now - 60}),
        "not yet valid": signed({**good, "nbf": now + 600}),
        "issued in the future": signed({**good, "iat": now + 600}),
        "another issuer": signed({**good, "iss": "https://evil.example"}),
        "another audience": signed({**good, "aud": "another-service"}),
        "no audience": signed(without(good, "aud")),
        "no expiry": signed(without(good, "exp")),
        "no issuer": signed(without(good, "iss")),
        "no subject": signed(without(good, "sub")),
        "alg none": unsigned(good),
        "alg None": unsigned(good, "None"),
        "HS256 with the public key": forged_with_hmac(good, rsa_key()),
        "an unpublished key": signed(good, ec_key("ec-unknown")),
        "a stranger's key under a known id": signed(good, stranger),
        "no key id": jwt.encode(good, ec_key().private, algorithm="ES256"),
        "a list for a key id": f"{_part({'alg': 'ES256', 'kid': ['ec-1']})}.{body}.{signature}",
        "truncated": whole[:-10],
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "claims changed": f"{head}.{_part({**good, 'clinic': 'clinic_other'})}.{signature}",
        "not a token": "let-me-in",
        "dots": "...",
        "not ASCII": "ключ.ключ.ключ",
        "huge": "a" * 100_000,
        "deep": f"{_encoded(b'[' * 2_000)}.{body}.{signature}",
        "an unknown role": signed({**good, "role": "admin"}),
        "a patient's role beside staff's": signed({**good, "role": ["full_access", "patient"]}),
        "a list without a role": signed({**good, "role": ["admin", 7, None, ["full_access"]]}),
        "an object for a role": signed({**good, "role": {"full_access": True}}),
        "another token's audience in a list": signed({**good, "aud": ["another-service", "account"]}),
        "an object for an audience": signed({**good, "aud": {AUDIENCE: True}}),
        "no role": signed(without(good, "role")),
        "no clinic": signed(without(good, "clinic")),
        "a clinic that is no id": signed({**good, "clinic": "clinic_demo#pat_ana"}),
        "a number for a clinic": signed({**good, "clinic": 7}),
        "a patient without a patient": signed(without(claims("patient"), "patient")),
        "staff with a patient": signed({**good, "patient": "pat_ana"}),
        "a patient that is no id": signed(claims("patient", patient="../pat_ben")),
        "a subject with a line break": signed({**good, "sub": "usr\nsam"}),
    }


def _part(value: object) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
