"""Identity providers: the deployment's, and those that clinics name for themselves."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import NotAllowed

LONGEST_ISSUER = 255
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
