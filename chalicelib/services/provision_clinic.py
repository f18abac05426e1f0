"""Provisioning a clinic, and the patients its portal knows: the operator's part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.services.start_top_up import ensure_customer

if TYPE_CHECKING:
    from chalicelib.credit.clinic import Clinic
    from chalicelib.credit.identity import PatientKey
    from chalicelib.services.ports import Clinics, Ledger, Payments


def provision_clinic(clinic: Clinic, *, clinics: Clinics) -> None:
    """Writes the clinic's profile, accounts and locations. Its settings only if it has none yet. Safe to repeat."""
    clinics.provision(clinic)


def provision_patient(patient: PatientKey, *, ledger: Ledger, payments: Payments) -> str:
    """Makes the patient known and answers the Stripe customer that holds the patient's cards. Safe to repeat."""
    return ledger.credit(patient).customer_id or ensure_customer(patient, ledger, payments)
