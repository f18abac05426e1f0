"""Bearer tokens of the clinic's identity provider, verified by the same code on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

import jwt

from chalicelib.api.auth.claims import claim, person_name, role_of, texts
from chalicelib.api.auth.principal import PatientPrincipal, Principal, Role, StaffPrincipal
from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.core.problems import Unauthenticated
from chalicelib.config import Misconfigured, Settings
from chalicelib.credit.identity import PatientKey, is_opaque_id, is_system_id

ALGORITHMS = ["RS256", "ES256"]
CLOCK_SKEW_S = 30
LONGEST_TOKEN = 8_192
LONGEST_SUBJECT = 255


class Tokens:
    """Verifier of tokens: their signature, issuer, audience and times, and that their claims are consistent."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        """Raises Misconfigured when TOKEN_ROLES names a role that does not exist."""
        self._settings = settings
        self._keys = keys
        self._roles = _roles(settings.token_roles)

    def principal(self, authorization: str) -> Principal:
        """The principal that an Authorization header names. Raises Unauthenticated, Unavailable."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send a bearer token in the Authorization header.")
        return self._principal(self._claims(token.strip()))

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise _invalid("too long")
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self._keys.find(kid) if kid is None or isinstance(kid, str) else None
            if key is None:
                raise _invalid("unknown key")
            claims = self._verified(token, key)
        except (jwt.PyJWTError, ValueError, RecursionError) as fault:
            raise _invalid(type(fault).__name__) from fault
        if self._settings.token_audience not in texts(claim(claims, self._settings.token_claim_audience)):
            raise _invalid(f"audience, in {self._settings.token_claim_audience}")
        if self._settings.token_use and claims.get("token_use") != self._settings.token_use:
            raise _invalid("token_use")
        return claims

    def _verified(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """The claims. The audience is checked apart, since not every provider's access tokens have `aud`."""
        return jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            issuer=self._settings.token_issuer,
            leeway=CLOCK_SKEW_S,
            options={"require": ["exp", "iss", "sub"], "verify_aud": False},
        )

    def _principal(self, claims: dict[str, Any]) -> Principal:
        names = self._settings
        role = role_of(claim(claims, names.token_claim_role), self._roles)
        clinic, patient = claim(claims, names.token_claim_clinic), claim(claims, names.token_claim_patient)
        if role is None:
            raise _invalid(f"role, in {names.token_claim_role}")
        if not _is_id(clinic):
            raise _invalid(f"clinic, in {names.token_claim_clinic}")
        if not _is_subject(claims["sub"]):
            raise _invalid("subject")
        if role is Role.PATIENT:
            if not isinstance(patient, str) or not is_system_id(patient):
                raise _invalid(f"patient, in {names.token_claim_patient}")
            return PatientPrincipal(
                patient=PatientKey(clinic, patient), name=person_name(claims, names.token_claim_name)
            )
        if patient is not None:
            raise _invalid("staff with a patient")
        name = person_name(claims, names.token_claim_name)
        return StaffPrincipal(role=role, clinic_id=clinic, subject=claims["sub"], name=name)


def _roles(names: tuple[tuple[str, str], ...]) -> Mapping[str, Role]:
    """The provider's names of our roles, and our own."""
    try:
        return {**{role.value: role for role in Role}, **{name: Role(role) for name, role in names}}
    except ValueError:
        raise Misconfigured(f"TOKEN_ROLES: each role is one of {', '.join(Role)}.") from None


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_opaque_id(value)


def _is_subject(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT and value.isprintable()


def _invalid(cause: str) -> Unauthenticated:
    """`cause` is for the operator's log: it names a check and a setting, never a value."""
    return Unauthenticated("This token is not valid here. Sign in again.", code="invalid_token", cause=cause)
