"""The composition of invoices, and of the credit applied to them."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.shared import Shared
from chalicelib.services.invoices.apply_credit import ApplyCredit
from chalicelib.services.invoices.apply_oldest_first import ApplyOldestFirst
from chalicelib.services.invoices.apply_to_own_invoice import ApplyToOwnInvoice
from chalicelib.services.invoices.find_invoice import FindInvoice
from chalicelib.services.invoices.list_invoices import ListInvoices
from chalicelib.services.invoices.put_invoice import PutInvoice
from chalicelib.services.invoices.unapply_credit import UnapplyCredit


@dataclass(frozen=True, kw_only=True)
class InvoiceServices:
    """Invoices, and the credit applied to them."""

    apply_credit: ApplyCredit
    apply_oldest_first: ApplyOldestFirst
    apply_to_own_invoice: ApplyToOwnInvoice
    unapply_credit: UnapplyCredit
    put_invoice: PutInvoice
    list_invoices: ListInvoices


def invoice_services(adapters: Adapters, shared: Shared) -> InvoiceServices:
    ledger, clinics, clock = adapters.ledger, adapters.clinics, adapters.clock
    find_invoice = FindInvoice(ledger=ledger, clinics=clinics)
    apply_oldest_first = ApplyOldestFirst(ledger=ledger, find_invoice=find_invoice, clock=clock)
    return InvoiceServices(
        apply_credit=ApplyCredit(ledger=ledger, find_invoice=find_invoice, clock=clock),
        apply_oldest_first=apply_oldest_first,
        apply_to_own_invoice=ApplyToOwnInvoice(ledger=ledger, clinics=clinics, apply_oldest_first=apply_oldest_first),
        unapply_credit=UnapplyCredit(ledger=ledger, clock=clock),
        put_invoice=PutInvoice(
            ledger=ledger,
            clinics=clinics,
            adjust_invoice=shared.adjust_invoice,
            finish_merge=shared.finish_merge,
            clock=clock,
        ),
        list_invoices=ListInvoices(ledger=ledger),
    )
