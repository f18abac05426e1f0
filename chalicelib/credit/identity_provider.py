"""Identity providers: the deployment's, and those that clinics name for themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from chalicelib.credit.errors import FieldError, NotAllowed
from chalicelib.credit.origins import HOST, PORT
from chalicelib.credit.text import is_hidden

LONGEST_ISSUER = 255
LONGEST_CLAIM = 200
LONGEST_ADDRESS = 500
MOST_ROLES = 20
ROLES = ("patient", "staff", "full_access", "system")
VISIBLE = re.compile(r"[!-~]+")
HTTPS = re.compile(rf"https://({HOST})(?::{PORT})?(?:/[!\"$-~]*)?", re.IGNORECASE)
"""Without a user and without a fragment."""
MOST_CLINIC_CLAIMS = 5
"""The claims, at most, in which tokens of one issuer name their clinic: each costs a look before verification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """An OpenID Connect provider, and where its tokens say what. `roles` are its names of our roles.

    A clinic that names one is spoken for by that one alone, whatever another provider's tokens say.
    """

    issuer: str
    audience: str
    jwks_url: str
    claim_audience: str = "aud"
    claim_clinic: str = "clinic"
    claim_role: str = "role"
    claim_patient: str = "patient"
    claim_name: str = "name"
    token_use: str | None = None
    roles: tuple[tuple[str, str], ...] = ()


def too_many_clinic_claims(issuer: str) -> NotAllowed:
    """The error of an issuer whose clinics can't agree on a claim."""
    return NotAllowed(
        f"The clinics of {issuer} already name their clinic in {MOST_CLINIC_CLAIMS} different claims: use one of those."
    )


def provider_faults(provider: IdentityProvider) -> Iterator[FieldError]:
    """Each field of a clinic's provider that is wrong, and what would be right."""
    for name, longest in (("issuer", LONGEST_ISSUER), ("audience", LONGEST_ISSUER)):
        if not _is_word(getattr(provider, name), longest):
            yield _fault(name, f"must be 1 to {longest} visible ASCII characters, as the tokens have it")
    address = HTTPS.fullmatch(provider.jwks_url)
    if address is None or len(provider.jwks_url) > LONGEST_ADDRESS:
        yield _fault("jwks_url", f"must be an https address of at most {LONGEST_ADDRESS} characters")
    elif not _is_public(address[1]):
        yield _fault("jwks_url", "must be at a public address")
    for name in ("audience", "clinic", "role", "patient", "name"):
        if not _is_word(getattr(provider, f"claim_{name}"), LONGEST_CLAIM):
            yield _fault(f"claims.{name}", f"must be 1 to {LONGEST_CLAIM} visible ASCII characters")
    if provider.token_use is not None and not _is_word(provider.token_use, LONGEST_CLAIM):
        yield _fault("token_use", "must be a word, such as access, or null")
    if len(provider.roles) > MOST_ROLES or any(
        not 0 < len(name) <= LONGEST_CLAIM or any(map(is_hidden, name)) or role not in ROLES
        for name, role in provider.roles
    ):
        yield _fault("roles", f"must map at most {MOST_ROLES} names, each to one of {', '.join(ROLES)}")


def _is_public(host: str) -> bool:
    """Whether it may be called, as far as its text tells: where its name leads is looked at before each call."""
    name = host.lower().rstrip(".")
    try:
        return ip_address(name).is_global
    except ValueError:
        return "." in name and not name.endswith(".localhost")


def _fault(field: str, message: str) -> FieldError:
    return FieldError(f"identity_provider.{field}", message)


def _is_word(text: str, longest: int) -> bool:
    return len(text) <= longest and VISIBLE.fullmatch(text) is not None
