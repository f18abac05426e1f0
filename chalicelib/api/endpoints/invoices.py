from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.request import FullAccessOrSystemRequest, PatientRequest, StaffOrSystemRequest
from chalicelib.api.core.responses import Created, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PATIENT, PatientPath, parse_amount
from chalicelib.api.presenters.applications import applied_credit
from chalicelib.api.presenters.invoices import invoice_detail, patient_invoice, staff_invoice
from chalicelib.api.schemas.applications import AppliedCredit
from chalicelib.api.schemas.common import Money, SystemId
from chalicelib.api.schemas.invoices import (
    Invoice,
    InvoiceApplicationCreate,
    InvoiceDetail,
    InvoicePut,
    PatientInvoice,
)
from chalicelib.bootstrap import Services
from chalicelib.credit import invoice as domain
from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import Actor, derived_id, request_hash
from chalicelib.credit.payment import LocationSnapshot
from chalicelib.credit.text import require_text

routes = Routes()
INVOICES = PATIENT + "/invoices"
INVOICE = INVOICES + "/{invoice_id}"


class InvoicePath(msgspec.Struct):
    patient_id: SystemId
    invoice_id: SystemId


class MyInvoicePath(msgspec.Struct):
    invoice_id: SystemId


class MyInvoicesQuery(PageQuery):
    open: Annotated[bool, Meta(description="Only invoices with an amount left")] = False


class InvoicesQuery(MyInvoicesQuery):
    q: Annotated[str, Meta(max_length=100, description="Part of the number or label, or an amount")] = ""


@routes.put(INVOICE, error_codes=("patient_forgotten", "stale_revision", "revision_conflict"))
def put_invoice(
    request: FullAccessOrSystemRequest, path: InvoicePath, body: InvoicePut, services: Services
) -> Created[Invoice] | Ok[Invoice]:
    """Send an invoice. Credit that is applied beyond its amount is given back, newest application first."""
    kept = services.put_invoice(_sent(request, path, body, services))
    shown = staff_invoice(kept.invoice)
    return Created(shown) if kept.is_new else Ok(shown)


@routes.get(INVOICES)
def patient_invoices(
    request: StaffOrSystemRequest, path: PatientPath, query: InvoicesQuery, services: Services
) -> Ok[Page[Invoice]]:
    """List a patient's invoices, newest first."""
    patient = request.patient(path.patient_id)
    found = services.list_invoices(patient, query.page, is_open=query.open, query=query.q)
    return Ok(paginate(found, staff_invoice))


@routes.get(INVOICE)
def patient_invoice_detail(request: StaffOrSystemRequest, path: InvoicePath, services: Services) -> Ok[InvoiceDetail]:
    """Return an invoice with its applications."""
    patient = request.patient(path.patient_id)
    found = services.invoices.invoice(patient, path.invoice_id)
    if found is None:
        raise NotFound("invoice")
    return Ok(invoice_detail(found, services.invoices.applications(patient, found.applications)))


@routes.get("/v1/me/invoices")
def my_invoices(request: PatientRequest, query: MyInvoicesQuery, services: Services) -> Ok[Page[PatientInvoice]]:
    """List the patient's invoices, newest first."""
    try:
        found = services.list_invoices(request.patient, query.page, is_open=query.open)
    except NotFound:
        return Ok(Page([], None))
    return Ok(paginate(found, patient_invoice))


@routes.post(
    "/v1/me/invoices/{invoice_id}/applications",
    error_codes=(
        "insufficient_credit",
        "too_many_lines",
        "too_many_payments",
        "exceeds_invoice",
        "invoice_void",
        "patients_may_not_apply",
    ),
)
def apply_to_my_invoice(
    request: PatientRequest,
    path: MyInvoicePath,
    idempotency_key: IdempotencyKey,
    body: InvoiceApplicationCreate,
    services: Services,
) -> Created[AppliedCredit]:
    """Apply the patient's credit to an invoice, oldest payment first, where the clinic allows it."""
    patient, amount = request.patient, parse_amount(body.amount, request, services)
    wanted = ApplyRequest(
        invoice_id=path.invoice_id,
        amount=amount,
        actor=Actor("patient", patient.patient_id),
        at=services.clock.now(),
        key=derived_id("apply", patient.clinic_id, patient.patient_id, "me", idempotency_key),
        hash=request_hash(path.invoice_id, amount),
    )
    made = services.apply_to_own_invoice(patient, wanted)
    return Created(applied_credit(wanted.invoice_id, Money(amount, made[0].currency), made))


def _sent(
    request: FullAccessOrSystemRequest, path: InvoicePath, body: InvoicePut, services: Services
) -> domain.Invoice:
    amount = parse_amount(body.amount, request, services)
    number = require_text("number", body.number, 64)
    label = require_text("label", body.label, 200) if body.label else None
    facts = (number, amount, body.location_id, body.issued_on, body.status, label, body.account_id)
    return domain.Invoice(
        id=path.invoice_id,
        patient=request.patient(path.patient_id),
        number=number,
        amount=amount,
        currency=services.clinics.profile(request.clinic_id).currency,
        location=LocationSnapshot(body.location_id, ""),
        issued_on=body.issued_on,
        revision=body.revision,
        body_hash=request_hash(*facts),
        is_void=body.status == "void",
        label=label,
        account_id=body.account_id,
    )
