"""A patient applying their own credit to one of their own invoices."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.records import Application
from chalicelib.services.invoices.apply_oldest_first import ApplyOldestFirst
from chalicelib.services.ports import ClinicReader, InvoiceStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyToOwnInvoice:
    ledger: InvoiceStore
    clinics: ClinicReader
    apply_oldest_first: ApplyOldestFirst

    def __call__(self, patient: PatientKey, request: ApplyRequest) -> tuple[Application, ...]:
        """Apply the amount, oldest payment first. A repeated request changes nothing and returns the same.

        Raises NotFound for an unknown invoice, NotAllowed `patients_may_not_apply`, and what applying raises.
        """
        if self.ledger.invoice(patient, request.invoice_id) is None:
            raise NotFound("invoice")
        if not self.clinics.get(patient.clinic_id).settings.patients_may_apply:
            raise NotAllowed(
                "This clinic applies credit to invoices itself. Ask the clinic.", code="patients_may_not_apply"
            )
        return self.apply_oldest_first(patient, request)
