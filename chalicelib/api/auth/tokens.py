"""Bearer tokens, each verified by the provider that may speak for its clinic: the clinic's own, or the deployment's."""

from __future__ import annotations

from typing import Any

import jwt

from chalicelib.api.auth.claims import claim, texts
from chalicelib.api.auth.principal import OperatorRole, Principal, Role
from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.auth.verifier import Verifier, invalid, is_clinic_id, is_subject, role_names
from chalicelib.api.core.problems import Unauthenticated
from chalicelib.api.core.recent import Recent
from chalicelib.config import Misconfigured, Settings
from chalicelib.credit.identity_provider import LONGEST_ISSUER, IdentityProvider
from chalicelib.services.clinics.own_providers import OwnProviders
from chalicelib.services.ports import Documents, IdentityProviders

LONGEST_TOKEN = 8_192


class Tokens:
    """Verifier of the tokens of every provider.

    A token is verified by the deployment's provider, and then its clinic must name none of its own; or by the provider
    that its clinic names. The unverified claims only decide which of them verifies it.
    """

    def __init__(
        self,
        settings: Settings,
        keys: SigningKeys,
        providers: IdentityProviders,
        documents: Documents,
        own_providers: OwnProviders,
    ) -> None:
        """Raises Misconfigured when TOKEN_ROLES names a role that does not exist."""
        try:
            roles = role_names(settings.identity_provider)
        except ValueError:
            raise Misconfigured(f"TOKEN_ROLES: each role is one of {', '.join(Role)}.") from None
        self._deployment = Verifier(settings.identity_provider, keys, roles)
        operators = settings.operator_provider
        self._operators = Verifier(operators, keys, {}) if operators else None
        self._documents, self._own_providers = documents, own_providers
        self._providers = Recent(providers.identity_provider)
        self._clinic_claims = Recent(providers.clinic_claims)
        self._verifiers = Recent(self._verifier, life_s=float("inf"))

    def principal(self, authorization: str) -> Principal:
        """The principal that an Authorization header names. Raises Unauthenticated, Unavailable."""
        token = _bearer(authorization)
        own = self._clinic_s_own(_unverified(token))
        if own:
            return self._verifiers.get(own).principal(token)
        principal = self._deployment.principal(token)
        if self._own_providers.exist() and self._providers.get(principal.clinic_id):
            raise invalid("issuer, of the clinic")
        return principal

    def operator(self, authorization: str) -> str:
        """The operator that a token of the deployment's provider names, for the operators' audience.

        A token that names a clinic or a patient is no operator's. Raises Unauthenticated, Unavailable.
        """
        token = _bearer(authorization)
        if self._operators is None:
            raise invalid("TOKEN_OPERATOR_AUDIENCE is not set")
        claims, names = self._operators.claims(token), self._operators.provider
        if OperatorRole.OPERATOR not in texts(claim(claims, names.claim_role)):
            raise invalid(f"role, in {names.claim_role}")
        if any(claim(claims, name) is not None for name in (names.claim_clinic, names.claim_patient)):
            raise invalid("an operator with a clinic or a patient")
        if not is_subject(claims["sub"]):
            raise invalid("subject")
        return claims["sub"]

    def _clinic_s_own(self, unverified: dict[str, Any]) -> IdentityProvider | None:
        """The provider of the token's issuer that the token's own clinic names, if there is one."""
        issuer = unverified.get("iss")
        if not isinstance(issuer, str) or len(issuer) > LONGEST_ISSUER or issuer == self._deployment.provider.issuer:
            return None
        for name in self._clinic_claims.get(issuer):
            clinic_id = claim(unverified, name)
            found = self._providers.get(clinic_id) if is_clinic_id(clinic_id) else None
            if found and (found.issuer, found.claim_clinic) == (issuer, name):
                return found
        return None

    def _verifier(self, provider: IdentityProvider) -> Verifier:
        return Verifier(provider, SigningKeys(provider.jwks_url, self._documents.read), role_names(provider))


def _bearer(authorization: str) -> str:
    """The token of an Authorization header. Raises Unauthenticated."""
    scheme, _, text = authorization.partition(" ")
    token = text.strip()
    if scheme.lower() != "bearer" or not text:
        raise Unauthenticated("Send a bearer token in the Authorization header.")
    if len(token) > LONGEST_TOKEN:
        raise invalid("too long")
    return token


def _unverified(token: str) -> dict[str, Any]:
    """The claims of a token that may be anyone's. Raises Unauthenticated unless it has the form of a token."""
    try:
        return dict(jwt.decode(token, options={"verify_signature": False}))
    except (jwt.PyJWTError, ValueError, RecursionError) as fault:
        raise invalid(type(fault).__name__) from fault
