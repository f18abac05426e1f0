"""Who calls: a token of the clinic's identity provider, verified here, on every machine by the same code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

import jwt

from chalicelib.api.auth.principal import Principal, Role
from chalicelib.api.core.problems import Unauthenticated
from chalicelib.credit.identity import is_opaque_id

if TYPE_CHECKING:
    from chalicelib.api.auth.signing_keys import SigningKeys
    from chalicelib.config import Settings

ALGORITHMS = ["RS256", "ES256"]
CLOCK_SKEW_S = 30
LONGEST_TOKEN = 8_192
LONGEST_NAME = 200
LONGEST_SUBJECT = 255


class Tokens:
    """Verifies bearer tokens: signature, issuer, audience, times, and claims that make sense."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        self._settings = settings
        self._keys = keys

    def caller(self, authorization: str) -> Principal:
        """The caller that an Authorization header names. Raises Unauthenticated, Unavailable."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send a bearer token in the Authorization header.")
        return self._caller(self._claims(token.strip()))

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

    def _caller(self, claims: dict[str, Any]) -> Principal:
        names = self._settings
        role, clinic = claims.get(names.token_claim_role), claims.get(names.token_claim_clinic)
        patient, name = claims.get(names.token_claim_patient), claims.get(names.token_claim_name)
        subject = claims["sub"]
        if role not in list(Role) or not _is_id(clinic) or not _is_subject(subject):
            raise _invalid()
        if (role == Role.PATIENT) != (patient is not None) or (patient is not None and not _is_id(patient)):
            raise _invalid()
        return Principal(
            role=Role(role),
            clinic_id=clinic,
            subject=subject,
            patient_id=patient,
            name=name.strip()[:LONGEST_NAME] if isinstance(name, str) else "",
        )


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_opaque_id(value)


def _is_subject(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT and value.isprintable()


def _invalid() -> Unauthenticated:
    return Unauthenticated("This token is not valid here. Sign in again.", code="invalid_token")
