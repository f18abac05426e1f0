"""Requests by who may send them: an endpoint names one of these types, and the type names the roles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from chalicelib.api.auth.principal import (
    ANYONE,
    DENY_ALL,
    FULL_ACCESS,
    FULL_ACCESS_OR_SYSTEM,
    OPERATORS,
    PATIENTS,
    STAFF,
    STAFF_OR_SYSTEM,
    PatientPrincipal,
    Roles,
    StaffPrincipal,
)
from chalicelib.api.auth.tokens import Tokens
from chalicelib.api.core.http_request import HttpRequest
from chalicelib.api.core.problems import Forbidden
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.operator_acts import operator


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request of a kind that names no roles: no endpoint can be registered with it."""

    http: HttpRequest
    roles: ClassVar[Roles] = DENY_ALL

    @property
    def of_clinic(self) -> str | None:
        """The clinic that the request is about; None where that is not known of it."""
        return None

    @property
    def language(self) -> str | None:
        return self.http.language

    @classmethod
    def admit(cls, http: HttpRequest, tokens: Tokens) -> Self:
        """The request, if its sender has one of the roles. Raises Unauthenticated, Forbidden, Unavailable."""
        raise Forbidden("This operation admits no role.")


@dataclass(frozen=True, slots=True)
class PublicRequest(ApiRequest):
    """A request of anyone; no token is read."""

    roles: ClassVar[Roles] = ANYONE

    @classmethod
    def admit(cls, http: HttpRequest, tokens: Tokens) -> Self:
        return cls(http)


@dataclass(frozen=True, slots=True)
class PatientRequest(ApiRequest):
    """A patient's request, about the patient's own credit."""

    principal: PatientPrincipal
    roles: ClassVar[Roles] = PATIENTS

    @classmethod
    def admit(cls, http: HttpRequest, tokens: Tokens) -> Self:
        principal = tokens.principal(http.header("authorization"))
        if not isinstance(principal, PatientPrincipal):
            raise _forbidden()
        return cls(http, principal)

    @property
    def patient(self) -> PatientKey:
        return self.principal.patient

    def acting_as(self, patient: PatientKey) -> PatientRequest:
        """The same request of the patient that this one was merged into."""
        return replace(self, principal=replace(self.principal, patient=patient))

    @property
    def clinic_id(self) -> str:
        return self.principal.clinic_id

    @property
    def of_clinic(self) -> str:
        return self.clinic_id


@dataclass(frozen=True, slots=True)
class StaffRequest(ApiRequest):
    """A request of a clinic's staff, about that clinic."""

    principal: StaffPrincipal
    roles: ClassVar[Roles] = STAFF

    @classmethod
    def admit(cls, http: HttpRequest, tokens: Tokens) -> Self:
        principal = tokens.principal(http.header("authorization"))
        if not isinstance(principal, StaffPrincipal) or principal.role not in (cls.roles or ()):
            raise _forbidden()
        return cls(http, principal)

    @property
    def actor(self) -> Actor:
        return self.principal.actor

    @property
    def clinic_id(self) -> str:
        return self.principal.clinic_id

    @property
    def of_clinic(self) -> str:
        return self.clinic_id

    def patient(self, patient_id: str) -> PatientKey:
        """A patient of the staff member's own clinic."""
        return PatientKey(self.clinic_id, patient_id)


@dataclass(frozen=True, slots=True)
class FullAccessRequest(StaffRequest):
    """A request of staff who may change settings and give money back."""

    roles: ClassVar[Roles] = FULL_ACCESS


@dataclass(frozen=True, slots=True)
class StaffOrSystemRequest(StaffRequest):
    """A request of staff, or of the clinic's own system: a machine token without a person."""

    roles: ClassVar[Roles] = STAFF_OR_SYSTEM


@dataclass(frozen=True, slots=True)
class FullAccessOrSystemRequest(StaffRequest):
    """A request of staff who may change settings, or of the clinic's own system."""

    roles: ClassVar[Roles] = FULL_ACCESS_OR_SYSTEM


@dataclass(frozen=True, slots=True)
class OperatorRequest(ApiRequest):
    """A request of an operator of the deployment, about any clinic."""

    subject: str
    roles: ClassVar[Roles] = OPERATORS

    @classmethod
    def admit(cls, http: HttpRequest, tokens: Tokens) -> Self:
        return cls(http, tokens.operator(http.header("authorization")))

    @property
    def actor(self) -> Actor:
        return operator(self.subject)


def _forbidden() -> Forbidden:
    return Forbidden("Your role does not allow this.")
