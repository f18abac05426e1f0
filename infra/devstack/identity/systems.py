"""The demo clinics' own software, as the provider knows it: a client id and a secret for each clinic."""

from __future__ import annotations

import base64
import binascii
from hmac import compare_digest

from infra.devstack.demo import CLINICS
from infra.devstack.settings import SYSTEM_SECRET

SYSTEM_LIFETIME_S = 3600
SYSTEMS = {f"{clinic.id}-system": clinic.id for clinic in CLINICS}


def system_of(authorization: str) -> str | None:
    """Return the clinic whose software these are the credentials of (client_secret_basic), or None."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    is_right = scheme.lower() == "basic" and compare_digest(secret.encode(), SYSTEM_SECRET.encode())
    return SYSTEMS.get(client_id) if is_right else None
