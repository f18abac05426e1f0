from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.request import FullAccessOrSystemRequest, StaffOrSystemRequest, StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PATIENT, PatientPath, current_clinic, get_patient_credit
from chalicelib.api.presenters import patients as presenters
from chalicelib.api.schemas.patients import ListedPatient, Patient, PatientPut
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.person import Person
from chalicelib.services.pagination import PatientFilter

routes = Routes()


class DirectoryQuery(PageQuery):
    q: Annotated[
        str,
        Meta(min_length=2, max_length=100, description="Beginnings of words of the name, or the whole id"),
    ] = ""
    with_credit: Annotated[bool, Meta(description="Only patients with available credit")] = False


@routes.get("/v1/clinic/patients")
def clinic_patients(
    request: StaffOrSystemRequest, query: DirectoryQuery, services: Services
) -> Ok[Page[ListedPatient]]:
    """List the clinic's patients by name. A page of a search can be short and still have a next one."""
    wanted = PatientFilter(query.q.strip(), query.with_credit)
    currency = services.clinics.profile(request.clinic_id).currency
    found = services.people.directory(request.clinic_id, query.page, wanted)
    return Ok(paginate(found, presenters.listed_patient(currency)))


@routes.get(PATIENT)
def clinic_patient(request: StaffOrSystemRequest, path: PatientPath, services: Services) -> Ok[Patient]:
    """Return a patient's name, e-mail address, language and credit."""
    credit = get_patient_credit(request, path, services)
    person = services.people.person(credit.patient) or Person(patient=credit.patient, name="")
    return Ok(_shown(request, person, credit, services))


@routes.put(PATIENT, error_codes=("patient_forgotten",))
def put_patient(
    request: FullAccessOrSystemRequest, path: PatientPath, body: PatientPut, services: Services
) -> Ok[Patient]:
    """Add a patient, or change their name, e-mail address and language."""
    patient = request.patient(path.patient_id)
    credit = services.credit.credit(patient)
    given = Person(patient=patient, name=body.name, email=body.email, language=body.language)
    return Ok(_shown(request, services.save_person(given), credit, services))


def _shown(request: StaffRequest, person: Person, credit: PatientCredit, services: Services) -> Patient:
    clinic, cards = current_clinic(request, services), _cards_on_file(credit, services)
    return presenters.patient(person, credit, clinic, cards, services.unfinished_merges(credit))


def _cards_on_file(credit: PatientCredit, services: Services) -> int | None:
    try:
        return len(services.cards.cards(credit.customer_id)) if credit.customer_id else 0
    except Unavailable:
        return None
