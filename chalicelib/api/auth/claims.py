"""Claims as the providers write them: by name or by path, alone or in a list, with roles of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.api.auth.principal import Role
from chalicelib.credit.person import LONGEST_NAME, clean_name


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name; else the one at this path, as in `realm_access.roles`. None if there is none.

    A name may have periods itself, and the longest that is there counts: Auth0's own claims are URLs, and Keycloak's
    `resource_access` has clients' ids.
    """
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        found, rest = claims.get(".".join(parts[:end])), ".".join(parts[end:])
        if rest:
            found = claim(found, rest) if isinstance(found, dict) else None
        if found is not None:
            return found
    return None


def texts(value: object) -> tuple[str, ...]:
    """The texts of a claim: of itself, or of its list."""
    values = value if isinstance(value, list) else [value]
    return tuple(each for each in values if isinstance(each, str))


def role_of(value: object, names: Mapping[str, Role]) -> Role | None:
    """The role among a claim's texts; the provider's other roles mean nothing here.

    Full access includes staff's. A patient who is also staff has two accounts at a clinic, and this token is neither's.
    """
    found = {names[text] for text in texts(value) if text in names}
    if found == {Role.STAFF, Role.FULL_ACCESS}:
        return Role.FULL_ACCESS
    return found.pop() if len(found) == 1 else None


def person_name(claims: Mapping[str, Any], name: str) -> str:
    """The person's name, or else their given and family name; empty if there is none with a visible character."""
    whole = _text(claim(claims, name))
    parts = (_text(claim(claims, part)) for part in ("given_name", "family_name"))
    return whole or " ".join(filter(None, parts))[:LONGEST_NAME].strip()


def _text(value: object) -> str:
    return clean_name(value) if isinstance(value, str) else ""
