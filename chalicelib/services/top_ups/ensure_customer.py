"""Making the Stripe customer that holds a patient's cards."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.identity import PatientKey
from chalicelib.services.ports import Customers, CustomerStore


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsureCustomer:
    ledger: CustomerStore
    stripe: Customers

    def __call__(self, patient: PatientKey) -> str:
        """Return the id of the patient's Stripe customer; the first one, if two requests made one at once."""
        return self.ledger.save_customer_if_absent(patient, self.stripe.create_customer(patient))

    def replace(self, patient: PatientKey, deleted_id: str) -> str:
        """Return the customer in place of one that was deleted at Stripe, whose cards are gone with it."""
        made = self.stripe.create_customer(patient, in_place_of=deleted_id)
        return self.ledger.replace_customer(patient, deleted_id, made)
