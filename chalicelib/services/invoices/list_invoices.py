"""A patient's invoices, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice, InvoiceStatus
from chalicelib.services.pagination import Page, PageRequest
from chalicelib.services.ports import CreditReader, InvoiceStore


class ListedInvoiceLedger(CreditReader, InvoiceStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInvoices:
    ledger: ListedInvoiceLedger

    def __call__(
        self, patient: PatientKey, page: PageRequest, *, is_open: bool = False, query: str = ""
    ) -> Page[Invoice]:
        """The patient's invoices by the day they were issued; only open ones, only what matches `query`.

        Reads all of the patient's invoices: a search needs them. Raises NotFound for a patient who is not known.
        """
        found = self.ledger.invoices(patient)
        if not found and not self.ledger.credit(patient).known:
            raise NotFound("patient")
        wanted = (
            invoice
            for invoice in found
            if (invoice.status is InvoiceStatus.OPEN or not is_open) and invoice.matches(query)
        )
        keyed = sorted(((_key(invoice), invoice) for invoice in wanted), key=lambda pair: pair[0], reverse=True)
        rest = [pair for pair in keyed if page.cursor is None or pair[0] < page.cursor]
        shown = rest[: page.limit]
        return Page(tuple(invoice for _, invoice in shown), shown[-1][0] if len(rest) > page.limit else None)


def _key(invoice: Invoice) -> str:
    return f"{invoice.issued_on.isoformat()}#{invoice.id}"
