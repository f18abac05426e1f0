"""Who may call, and who does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.credit.identity import Actor, PatientKey


class Role(StrEnum):
    PATIENT = "patient"
    STAFF = "staff"
    FULL_ACCESS = "full_access"


DENY_ALL: frozenset[Role] = frozenset()
PATIENTS = frozenset({Role.PATIENT})
STAFF = frozenset({Role.STAFF, Role.FULL_ACCESS})
FULL_ACCESS = frozenset({Role.FULL_ACCESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Clinic, role and person, from the token and nowhere else. `name` is for receipts alone."""

    role: Role
    clinic_id: str
    subject: str
    patient_id: str | None
    name: str

    @property
    def patient(self) -> PatientKey:
        """The patient that calls. Only on routes for patients."""
        assert self.patient_id is not None, "the route is for patients"
        return PatientKey(self.clinic_id, self.patient_id)

    @property
    def actor(self) -> Actor:
        return Actor("patient", self.patient_id) if self.patient_id else Actor("staff", self.subject)
