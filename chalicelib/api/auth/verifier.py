"""Verification of one identity provider's tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import jwt

from chalicelib.api.auth.claims import claim, person_name, role_of, texts
from chalicelib.api.auth.principal import PatientPrincipal, Principal, Role, StaffPrincipal
from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.core.problems import Unauthenticated
from chalicelib.credit.identity import PatientKey, is_opaque_id, is_system_id
from chalicelib.credit.identity_provider import IdentityProvider

ALGORITHMS = ["RS256", "ES256"]
CLOCK_SKEW_S = 30
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifier of tokens: their signature, issuer, audience and times, and that their claims are consistent."""

    provider: IdentityProvider
    keys: SigningKeys
    roles: Mapping[str, Role]

    def principal(self, token: str) -> Principal:
        """The principal that the token names. Raises Unauthenticated, Unavailable."""
        return self._principal(self.claims(token))

    def claims(self, token: str) -> dict[str, Any]:
        """The verified claims. Raises Unauthenticated, Unavailable."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self.keys.find(kid) if kid is None or isinstance(kid, str) else None
            if key is None:
                raise invalid("unknown key")
            claims = self._verified(token, key)
        except (jwt.PyJWTError, ValueError, RecursionError) as fault:
            raise invalid(type(fault).__name__) from fault
        provider = self.provider
        if provider.audience not in texts(claim(claims, provider.claim_audience)):
            raise invalid(f"audience, in {provider.claim_audience}")
        if provider.token_use and claims.get("token_use") != provider.token_use:
            raise invalid("token_use")
        return claims

    def _verified(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """The claims. The audience is checked apart, since not every provider's access tokens have `aud`."""
        return jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            issuer=self.provider.issuer,
            leeway=CLOCK_SKEW_S,
            options={"require": ["exp", "iss", "sub"], "verify_aud": False},
        )

    def _principal(self, claims: dict[str, Any]) -> Principal:
        names = self.provider
        role = role_of(claim(claims, names.claim_role), self.roles)
        clinic, patient = claim(claims, names.claim_clinic), claim(claims, names.claim_patient)
        if role is None:
            raise invalid(f"role, in {names.claim_role}")
        if not is_clinic_id(clinic):
            raise invalid(f"clinic, in {names.claim_clinic}")
        if not is_subject(claims["sub"]):
            raise invalid("subject")
        if role is Role.PATIENT:
            if not isinstance(patient, str) or not is_system_id(patient):
                raise invalid(f"patient, in {names.claim_patient}")
            return PatientPrincipal(patient=PatientKey(clinic, patient), name=person_name(claims, names.claim_name))
        if patient is not None:
            raise invalid("staff with a patient")
        name = person_name(claims, names.claim_name)
        return StaffPrincipal(role=role, clinic_id=clinic, subject=claims["sub"], name=name)


def role_names(provider: IdentityProvider) -> Mapping[str, Role]:
    """The provider's names of our roles, and our own. Raises ValueError for a role that does not exist."""
    return {**{role.value: role for role in Role}, **{name: Role(role) for name, role in provider.roles}}


def is_clinic_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_opaque_id(value)


def is_subject(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT and value.isprintable()


def invalid(cause: str) -> Unauthenticated:
    """`cause` is for the operator's log: it names a check and a setting, never a value."""
    return Unauthenticated("This token is not valid here. Sign in again.", code="invalid_token", cause=cause)
