from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.request import StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import (
    PATIENT,
    PAYMENT,
    PatientPath,
    PaymentPath,
    get_patient_credit,
    get_settled_payment,
)
from chalicelib.api.presenters.payments import payment_detail, payment_summary
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.payments import Payment, PaymentSummary
from chalicelib.bootstrap import Services
from chalicelib.services.pagination import PaymentFilter, PaymentScope

routes = Routes()


class PaymentsQuery(PageQuery):
    unapplied: Annotated[bool, Meta(description="Only payments with an unapplied amount")] = False


class ClinicPaymentsQuery(PaymentsQuery):
    location_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments for this location"})] = None
    account_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments to this account"})] = None


@routes.get(PATIENT + "/payments")
def patient_payments(
    request: StaffRequest, path: PatientPath, query: PaymentsQuery, services: Services
) -> Ok[Page[PaymentSummary]]:
    """List a patient's payments, newest first."""
    patient = get_patient_credit(request, path, services).patient
    scope = PaymentScope.UNAPPLIED if query.unapplied else PaymentScope.PAID
    return Ok(paginate(services.payment_lists.payments(patient, query.page, scope), payment_summary))


@routes.get("/v1/clinic/payments")
def clinic_payments(request: StaffRequest, query: ClinicPaymentsQuery, services: Services) -> Ok[Page[PaymentSummary]]:
    """List the clinic's payments, newest first."""
    wanted = PaymentFilter(query.unapplied, query.location_id, query.account_id)
    return Ok(paginate(services.payment_lists.clinic_payments(request.clinic_id, query.page, wanted), payment_summary))


@routes.get(PAYMENT)
def patient_payment(request: StaffRequest, path: PaymentPath, services: Services) -> Ok[Payment]:
    """Return a payment with its activity."""
    payment = get_settled_payment(request, path, services)
    return Ok(payment_detail(payment, services.entries.entries_of(payment), services.records.records_of(payment)))
