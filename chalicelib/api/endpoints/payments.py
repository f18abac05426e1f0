from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.core.csv import wants_csv
from chalicelib.api.core.pagination import Page, PageQuery, next_link, paginate
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
from chalicelib.api.presenters import payments as present
from chalicelib.api.presenters.payments import payment_detail, payment_summary
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.payments import ClinicPayments, Payment, PaymentSummary
from chalicelib.bootstrap import Services
from chalicelib.credit.payment import Source
from chalicelib.services.pagination import PaymentFilter, PaymentScope

routes = Routes()
LINES_PER_FILE = 5_000
"""Lines of a CSV file; more are in the file that the Link header names."""


class PaymentsQuery(PageQuery):
    unapplied: Annotated[bool, Meta(description="Only payments with an unapplied amount")] = False


class ClinicPaymentsQuery(PaymentsQuery):
    location_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments for this location"})] = None
    account_id: Annotated[Id | None, Meta(extra_json_schema={"title": "Only payments to this account"})] = None
    source: Annotated[Source | None, Meta(extra_json_schema={"title": "Only payments of this source"})] = None
    first: Annotated[date | None, Meta(extra_json_schema={"title": "Only payments on or after this day"})] = (
        msgspec.field(name="from", default=None)
    )
    last: Annotated[date | None, Meta(extra_json_schema={"title": "Only payments on or before this day"})] = (
        msgspec.field(name="to", default=None)
    )
    q: Annotated[
        str,
        Meta(min_length=2, max_length=100, description="Beginnings of words of the patient's name, or the whole id"),
    ] = ""
    totals: Annotated[bool, Meta(description="Whether to add up all payments that the filters pass")] = False

    @property
    def wanted(self) -> PaymentFilter:
        return PaymentFilter(
            unapplied=self.unapplied,
            location_id=self.location_id,
            account_id=self.account_id,
            source=self.source,
            q=self.q,
        )

    @property
    def days(self) -> tuple[date | None, date | None]:
        return self.first, self.last


@routes.get(PATIENT + "/payments")
def patient_payments(
    request: StaffRequest, path: PatientPath, query: PaymentsQuery, services: Services
) -> Ok[Page[PaymentSummary]]:
    """List a patient's payments, newest first."""
    patient = get_patient_credit(request, path, services).patient
    scope = PaymentScope.UNAPPLIED if query.unapplied else PaymentScope.PAID
    return Ok(paginate(services.payment_lists.payments(patient, query.page, scope), payment_summary))


@routes.get("/v1/clinic/payments", csv=present.clinic_payments_table)
def clinic_payments(request: StaffRequest, query: ClinicPaymentsQuery, services: Services) -> Ok[ClinicPayments]:
    """List the clinic's payments, newest first; as CSV, 5,000 at once unless `limit` is given."""
    clinic = services.clinics.profile(request.clinic_id)
    is_file = wants_csv(request.http.header("accept")) and "limit" not in request.http.query
    page = replace(query.page, limit=LINES_PER_FILE) if is_file else query.page
    if query.totals:
        found, totals = services.list_payments.with_totals(clinic, page, query.wanted, query.days)
    else:
        found, totals = services.list_payments(clinic, page, query.wanted, query.days), None
    shown = present.clinic_payments(found, totals, clinic)
    return Ok(shown, headers=next_link(request.http, shown.next_cursor))


@routes.get(PAYMENT)
def patient_payment(request: StaffRequest, path: PaymentPath, services: Services) -> Ok[Payment]:
    """Return a payment with its activity."""
    payment = get_settled_payment(request, path, services)
    return Ok(payment_detail(payment, services.entries.entries_of(payment), services.records.records_of(payment)))
