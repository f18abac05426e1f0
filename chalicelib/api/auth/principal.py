"""Principals: the patient, staff member or system that a token names, and the roles that routes admit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.credit.identity import Actor, PatientKey


class Role(StrEnum):
    PATIENT = "patient"
    STAFF = "staff"
    FULL_ACCESS = "full_access"
    SYSTEM = "system"


class OperatorRole(StrEnum):
    """The role of those who run the deployment. It is no clinic's, and no clinic's provider can give it."""

    OPERATOR = "operator"


Roles = frozenset[Role | OperatorRole] | None
ANYONE: Roles = None
DENY_ALL: Roles = frozenset()
PATIENTS: Roles = frozenset({Role.PATIENT})
STAFF: Roles = frozenset({Role.STAFF, Role.FULL_ACCESS})
FULL_ACCESS: Roles = frozenset({Role.FULL_ACCESS})
STAFF_OR_SYSTEM: Roles = frozenset({Role.STAFF, Role.FULL_ACCESS, Role.SYSTEM})
FULL_ACCESS_OR_SYSTEM: Roles = frozenset({Role.FULL_ACCESS, Role.SYSTEM})
OPERATORS: Roles = frozenset({OperatorRole.OPERATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPrincipal:
    """A patient, from the token and nowhere else. `name` is for receipts only."""

    patient: PatientKey
    name: str
    role: Role = field(default=Role.PATIENT, init=False)

    @property
    def clinic_id(self) -> str:
        return self.patient.clinic_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPrincipal:
    """A member of a clinic's staff or the clinic's own system, from the token and nowhere else."""

    role: Role
    clinic_id: str
    subject: str
    name: str = ""

    @property
    def actor(self) -> Actor:
        if self.role is Role.SYSTEM:
            return Actor("system", self.subject)
        return Actor("staff", self.subject, self.name or None)


Principal = PatientPrincipal | StaffPrincipal
