"""Keeping an invoice as the clinic's own system sent it: the highest revision counts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.billing_settings import AutomaticApplication
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import Conflict, Invalid, Unavailable
from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice, revise
from chalicelib.credit.ledger import PatientCredit
from chalicelib.services.invoices.adjust_invoice import AdjustInvoice
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.ports import ClinicReader, Clock, CreditReader, InvoiceStore, PostingStore
from chalicelib.services.retry import retry_on_conflict


class SentInvoiceLedger(CreditReader, InvoiceStore, PostingStore, Protocol): ...


@dataclass(frozen=True, slots=True)
class KeptInvoice:
    """The invoice, and whether it is new."""

    invoice: Invoice
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInvoice:
    ledger: SentInvoiceLedger
    clinics: ClinicReader
    adjust_invoice: AdjustInvoice
    finish_merge: FinishMerge
    clock: Clock

    def __call__(self, sent: Invoice) -> KeptInvoice:
        """Keep `sent`; what is applied beyond its amount is given back. A repeated revision changes nothing.

        Raises Invalid for a location or account that is not the clinic's, NotAllowed `stale_revision`,
        `revision_conflict`, and `patient_forgotten` for a new one. Words for staff are not kept of a forgotten patient.
        """
        clinic = self.clinics.get(sent.patient.clinic_id)
        kept = retry_on_conflict(lambda: self._keep(_resolved(sent, clinic), clinic), self.clock)
        if not kept.invoice.excess:
            return kept
        return replace(kept, invoice=self.adjust_invoice(sent.patient, sent.id) or kept.invoice)

    def _keep(self, sent: Invoice, clinic: Clinic) -> KeptInvoice:
        credit = self.ledger.credit(sent.patient)
        before = self._stored(sent, credit)
        if before is None:
            unforgotten(credit)
            invoice = self._due(self._with_earlier_applications(sent, credit), clinic)
            self.ledger.add_invoice(invoice, credit)
            return KeptInvoice(invoice, is_new=True)
        after = revise(before, replace(sent, label=None) if credit.erased_at else sent)
        if after is before:
            return KeptInvoice(before, is_new=False)
        return KeptInvoice(self._change(credit, self._due(after, clinic)), is_new=False)

    def _stored(self, sent: Invoice, credit: PatientCredit) -> Invoice | None:
        """The invoice, also one that a merge has not moved yet: it is moved now. Raises Conflict if it can't be."""
        found = self.ledger.invoice(sent.patient, sent.id)
        for patient_id in () if found else credit.merged_from:
            patient = PatientKey(sent.patient.clinic_id, patient_id)
            if self.ledger.invoice(patient, sent.id):
                with suppress(Unavailable):
                    self.finish_merge(patient)
                raise Conflict
        return found

    def _change(self, credit: PatientCredit, invoice: Invoice) -> Invoice:
        """Write the invoice, with what gives its excess back in the same transaction, as far as it fits."""
        if not invoice.excess:
            self.ledger.save_invoice(invoice)
            return invoice
        posting = self.adjust_invoice.give_back(credit, invoice)
        self.ledger.commit(posting)
        return posting.invoices[0]

    def _with_earlier_applications(self, sent: Invoice, credit: PatientCredit) -> Invoice:
        """Count the credit that was applied to this id before the invoice was sent."""
        may_have_applied = credit.seq or credit.merged_from
        found = self.ledger.applications_to(sent.patient, sent.id) if may_have_applied else ()
        return sent.counting(found)

    def _due(self, invoice: Invoice, clinic: Clinic) -> Invoice:
        """The invoice, on the work queue if excess must be given back or credit applied automatically."""
        automatic = clinic.settings.apply_automatically is AutomaticApplication.OLDEST_FIRST
        due = invoice.excess or (automatic and invoice.left)
        return replace(invoice, next_check_at=self.clock.now() if due else None)


def _resolved(sent: Invoice, clinic: Clinic) -> Invoice:
    """The invoice with its location's name. Raises Invalid."""
    location = clinic.location(sent.location.id)
    if location is None:
        raise Invalid.field("location_id", "must be one of the clinic's locations")
    if sent.account_id and clinic.account(sent.account_id) is None:
        raise Invalid.field("account_id", "must be one of the clinic's payments accounts")
    return replace(sent, location=replace(sent.location, name=location.name))
