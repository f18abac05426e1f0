"""Bearer tokens of the clinic's identity provider, verified by the same code on every machine."""

from __future__ import annotations

from typing import Any, TypeGuard

import jwt

from chalicelib.api.auth.principal import PatientPrincipal, Principal, Role, StaffPrincipal
from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.core.problems import Unauthenticated
from chalicelib.config import Settings
from chalicelib.credit.identity import PatientKey, is_opaque_id, is_system_id
from chalicelib.credit.person import clean_name

ALGORITHMS = ["RS256", "ES256"]
CLOCK_SKEW_S = 30
LONGEST_TOKEN = 8_192
LONGEST_SUBJECT = 255


class Tokens:
    """Verifier of tokens: their signature, issuer, audience and times, and that their claims are consistent."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        self._settings = settings
        self._keys = keys

    def principal(self, authorization: str) -> Principal:
        """The principal that an Authorization header names. Raises Unauthenticated, Unavailable."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send a bearer token in the Authorization header.")
        return self._principal(self._claims(token.strip()))

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise _invalid()
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self._keys.find(kid) if isinstance(kid, str) else None
            if key is None:
                raise _invalid()
            return jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._settings.token_audience,
                issuer=self._settings.token_issuer,
                leeway=CLOCK_SKEW_S,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as fault:
            raise _invalid() from fault

    def _principal(self, claims: dict[str, Any]) -> Principal:
        names = self._settings
        role, clinic = claims.get(names.token_claim_role), claims.get(names.token_claim_clinic)
        patient, subject = claims.get(names.token_claim_patient), claims["sub"]
        if role not in list(Role) or not _is_id(clinic) or not _is_subject(subject):
            raise _invalid()
        if role != Role.PATIENT:
            if patient is not None:
                raise _invalid()
            return StaffPrincipal(role=Role(role), clinic_id=clinic, subject=subject)
        if not isinstance(patient, str) or not is_system_id(patient):
            raise _invalid()
        return PatientPrincipal(patient=PatientKey(clinic, patient), name=_name(claims.get(names.token_claim_name)))


def _name(claim: object) -> str:
    return clean_name(claim) if isinstance(claim, str) else ""


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_opaque_id(value)


def _is_subject(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT and value.isprintable()


def _invalid() -> Unauthenticated:
    return Unauthenticated("This token is not valid here. Sign in again.", code="invalid_token")
