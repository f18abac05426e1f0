"""Provisioning a clinic: the operator's part."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.clinic import Clinic
from chalicelib.services.ports import Clinics


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionClinic:
    clinics: Clinics

    def __call__(self, clinic: Clinic) -> None:
        """Write the clinic's profile, accounts and locations, and its settings if it has none yet. Repeatable."""
        self.clinics.provision(clinic)
