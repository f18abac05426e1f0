"""Provisioning a patient known to the portal: the operator's part."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.identity import PatientKey
from chalicelib.services.ports import CreditReader
from chalicelib.services.top_ups.ensure_customer import EnsureCustomer


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionPatient:
    ledger: CreditReader
    ensure_customer: EnsureCustomer

    def __call__(self, patient: PatientKey) -> str:
        """Make the patient known and return the Stripe customer that holds the patient's cards. Repeatable."""
        return self.ledger.credit(patient).customer_id or self.ensure_customer(patient)
