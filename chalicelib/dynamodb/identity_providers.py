"""Identity providers as a clinic's profile keeps them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chalicelib.credit.identity_provider import IdentityProvider


def provider_data(provider: IdentityProvider) -> dict[str, Any]:
    return asdict(provider)


def provider_of(data: dict[str, Any]) -> IdentityProvider:
    roles = tuple((name, role) for name, role in data["roles"])
    return IdentityProvider(**{**data, "roles": roles})
