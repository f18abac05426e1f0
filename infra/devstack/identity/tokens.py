"""Tokens with the claims that the service reads: clinic, role and, for a patient, the patient."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import jwt

from infra.devstack.demo import Person
from infra.devstack.demo import person as demo_person
from infra.devstack.identity.keys import Key

ROLES = ("patient", "staff", "full_access", "system")
OPERATOR = "operator"
LIFETIME_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims about a token's bearer. `clinic` is empty for an operator of the deployment."""

    subject: str
    clinic: str
    role: str
    name: str
    patient: str | None = None

    @classmethod
    def of(cls, person: Person) -> Claims:
        return cls(person.id, person.clinic, person.role, person.name, person.patient)

    @classmethod
    def made_up(cls, role: str, clinic: str, patient: str | None, name: str | None) -> Claims:
        """Return claims for any clinic and patient; demo people keep their names unless another is given."""
        subject = patient or ("clinic_system" if role == "system" else f"usr_{role}")
        known = demo_person(subject)
        return cls(subject, clinic, role, name or (known.name if known else subject), patient)

    def as_json(self) -> dict[str, str]:
        claims = {"sub": self.subject, "role": self.role, "name": self.name}
        return claims | {name: value for name in ("clinic", "patient") if (value := getattr(self, name))}


def sign(claims: Claims, key: Key, *, issuer: str, audience: str, lifetime_s: int = LIFETIME_S, **more: Any) -> str:
    """Return a bearer token, RS256, valid for `lifetime_s` from now. `more` are further claims."""
    now = int(time.time())
    times = {"iat": now, "nbf": now, "exp": now + lifetime_s}
    body = claims.as_json() | {"iss": issuer, "aud": audience} | times | more
    return jwt.encode(body, key.private, algorithm="RS256", headers={"kid": key.kid})
