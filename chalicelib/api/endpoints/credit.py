from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chalicelib.api.core.pagination import PageQuery
from chalicelib.api.core.request import PatientRequest, StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PATIENT, PatientPath, current_clinic, get_patient_credit
from chalicelib.api.presenters import credit as presenters
from chalicelib.api.schemas.credit import CreditHistory, PatientCreditView, StaffCreditView
from chalicelib.bootstrap import Services
from chalicelib.services.pagination import PageRequest, PaymentScope

routes = Routes()


class HistoryQuery(PageQuery):
    at: Annotated[datetime, Meta(tz=True, description="The balance at this time, and the entries up to it")] | None = (
        None
    )


@routes.get("/v1/me/credit")
def my_credit(request: PatientRequest, services: Services) -> Ok[PatientCreditView]:
    """Return the patient's available credit and how to top up."""
    clinic = current_clinic(request, services)
    credit = services.credit.credit(request.patient)
    key = services.settings.stripe_publishable_key
    return Ok(presenters.patient_view(credit, clinic, key, request.language))


@routes.get("/v1/me/credit/history")
def my_history(request: PatientRequest, query: HistoryQuery, services: Services) -> Ok[CreditHistory]:
    """List the entries of the patient's ledger, newest first, each with the balance after it."""
    currency = services.clinics.profile(request.clinic_id).currency
    credit = services.credit.credit(request.patient)
    return Ok(presenters.own_history(services.read_history(credit, query.page, query.at), currency))


@routes.get(PATIENT + "/credit")
def patient_credit(request: StaffRequest, path: PatientPath, services: Services) -> Ok[StaffCreditView]:
    """Return a patient's available credit, in total and by location, and the top-ups that are still processing."""
    credit = get_patient_credit(request, path, services)
    processing = services.payment_lists.payments(credit.patient, PageRequest(), PaymentScope.PROCESSING)
    return Ok(presenters.staff_view(credit, current_clinic(request, services), processing.items))


@routes.get(PATIENT + "/credit/history")
def patient_history(
    request: StaffRequest, path: PatientPath, query: HistoryQuery, services: Services
) -> Ok[CreditHistory]:
    """List the entries of a patient's ledger, newest first, each with the balance after it."""
    currency = services.clinics.profile(request.clinic_id).currency
    credit = get_patient_credit(request, path, services)
    person = services.people.person(credit.patient)
    found = services.read_history(credit, query.page, query.at)
    return Ok(presenters.history(found, currency, person.name if person else None))
