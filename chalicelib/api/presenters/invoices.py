from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chalicelib.api.presenters.applications import application
from chalicelib.api.presenters.common import location_ref
from chalicelib.api.schemas import invoices as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.records import Application


def patient_invoice(invoice: Invoice) -> wire.PatientInvoice:
    return wire.PatientInvoice(**_shared(invoice))


def staff_invoice(invoice: Invoice) -> wire.Invoice:
    return wire.Invoice(**_shared(invoice), **_for_staff(invoice))


def invoice_detail(invoice: Invoice, applications: Iterable[Application]) -> wire.InvoiceDetail:
    made = [application(each) for each in applications]
    return wire.InvoiceDetail(**_shared(invoice), **_for_staff(invoice), applications=made)


def _for_staff(invoice: Invoice) -> dict[str, Any]:
    return {"revision": invoice.revision, "label": invoice.label, "account_id": invoice.account_id}


def _shared(invoice: Invoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "number": invoice.number,
        "amount": Money(invoice.amount, invoice.currency),
        "credited": Money(invoice.credited, invoice.currency),
        "left": Money(invoice.left, invoice.currency),
        "status": invoice.status,
        "location": location_ref(invoice.location),
        "issued_on": invoice.issued_on,
    }
