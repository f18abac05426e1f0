"""Finding the invoice that credit is to be applied to, by the clinic's policy."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.billing_settings import InvoicePolicy
from chalicelib.credit.errors import FieldError, NotAllowed
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice, check_typed_id
from chalicelib.services.ports import ClinicReader, InvoiceStore


@dataclass(frozen=True, slots=True, kw_only=True)
class FindInvoice:
    ledger: InvoiceStore
    clinics: ClinicReader

    def __call__(self, patient: PatientKey, invoice_id: str) -> Invoice | None:
        """The known invoice, or None where the clinic takes any id that staff type.

        Raises NotAllowed `invoice_unknown` where only known invoices are taken, Invalid for what is no id.
        """
        invoice = self.ledger.invoice(patient, invoice_id)
        if invoice is None:
            check_typed_id(invoice_id)
            if self.clinics.get(patient.clinic_id).settings.invoices is InvoicePolicy.KNOWN:
                raise NotAllowed(
                    "This invoice is not known. Choose one of the patient's invoices.",
                    code="invoice_unknown",
                    errors=(FieldError("invoice_id", "must be an invoice of the patient"),),
                )
        return invoice
