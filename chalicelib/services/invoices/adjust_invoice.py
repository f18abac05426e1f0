"""Adjusting a stored invoice: excess is given back, credit is applied automatically."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from chalicelib.credit.apply import MOST_PAYMENTS, apply_automatically, give_back
from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import PatientCredit, Posting
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application
from chalicelib.services.invoices.apply_oldest_first import unapplied_payments
from chalicelib.services.ports import Clock, CreditReader, InvoiceStore, PaymentLists, PostingStore
from chalicelib.services.retry import retry_on_conflict

MOST_READ = 100
CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""An item that is due now may be due a moment later by another machine's clock."""


class InvoiceLedger(CreditReader, InvoiceStore, PaymentLists, PostingStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustInvoice:
    ledger: InvoiceLedger
    clock: Clock

    def __call__(self, patient: PatientKey, invoice_id: str) -> Invoice | None:
        """Give back what is applied beyond the invoice's amount, or apply credit to what is left of it.

        Each step is one transaction with the invoice, and the invoice stays on the work queue until the last one: a
        repeated call resumes, and does nothing once it is done. Raises Conflict, Unavailable.
        """
        while True:
            invoice = retry_on_conflict(lambda: self._step(patient, invoice_id), self.clock)
            if invoice is None or not self._is_due(invoice):
                return invoice

    def give_back(self, credit: PatientCredit, invoice: Invoice) -> Posting:
        """Return what gives back the excess of `invoice`, which is to be written, newest application first.

        The invoice in it stays on the work queue if one transaction is too small.
        """
        posting, returned = give_back(credit, invoice, self._newest_first(invoice), self.clock.now())
        rest = replace(invoice, credited=invoice.credited - returned)
        return posting.with_invoice(rest if rest.excess else self._done(rest), invoice.id)

    def _step(self, patient: PatientKey, invoice_id: str) -> Invoice | None:
        credit = self.ledger.credit(patient)
        invoice = self.ledger.invoice(patient, invoice_id)
        if invoice is None or not self._is_due(invoice):
            return invoice
        after = invoice.changed()
        posting = self.give_back(credit, after) if invoice.excess else self._apply(credit, after)
        if posting.entries:
            self.ledger.commit(posting)
        else:
            self.ledger.save_invoice(posting.invoices[0])
        return posting.invoices[0]

    def _apply(self, credit: PatientCredit, invoice: Invoice) -> Posting:
        key = derived_id("auto", invoice.id, str(invoice.version))
        payments = unapplied_payments(self.ledger, credit.patient)
        posting = apply_automatically(credit, payments, invoice, key, self.clock.now())
        made = (record for record in posting.records if isinstance(record, Application))
        after = replace(invoice.credit_with(made), version=invoice.version)
        is_part = len(posting.payments) == MOST_PAYMENTS
        return posting.with_invoice(after if is_part else self._done(after), invoice.id)

    def _newest_first(self, invoice: Invoice) -> Iterator[tuple[Payment, Application]]:
        """The active applications to the invoice with their payments, read as far as they are needed."""
        for start in range(len(invoice.applications), 0, -MOST_READ):
            ids = invoice.applications[max(start - MOST_READ, 0) : start]
            for application in reversed(self.ledger.applications(invoice.patient, ids)):
                if not application.is_active:
                    continue
                payment = self.ledger.payment(application.patient, application.payment_id)
                if payment and payment.patient != invoice.patient:
                    raise Conflict  # It is being moved by a merge, after its invoice.
                if payment:
                    yield payment, application

    def _is_due(self, invoice: Invoice) -> bool:
        """Whether something is due, whose time has come: the table's stream also delivers each postponement."""
        return invoice.next_check_at is not None and invoice.next_check_at <= self.clock.now() + CLOCKS_DIFFER_BY

    @staticmethod
    def _done(invoice: Invoice) -> Invoice:
        return replace(invoice, next_check_at=None)
