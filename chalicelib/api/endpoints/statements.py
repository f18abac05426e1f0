from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.core.request import PatientRequest, StaffRequest
from chalicelib.api.core.responses import Accepted, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PATIENT, PatientPath, get_patient_credit
from chalicelib.api.presenters.documents import document
from chalicelib.api.schemas.documents import DocumentPreparing, DocumentReady
from chalicelib.bootstrap import Services
from chalicelib.credit.document import DocumentFormat
from chalicelib.services.documents.link_statement import StatementQuery

routes = Routes()


class StatementParameters(msgspec.Struct, forbid_unknown_fields=True):
    first: Annotated[date | None, Meta(extra_json_schema={"title": "The first day; the year's if absent"})] = (
        msgspec.field(name="from", default=None)
    )
    last: Annotated[date | None, Meta(extra_json_schema={"title": "The last day; today if absent"})] = msgspec.field(
        name="to", default=None
    )
    format: Annotated[DocumentFormat, Meta(description="The kind of file")] = DocumentFormat.PDF


@routes.get("/v1/me/credit/statement", error_codes=("read_only",))
def my_statement(
    request: PatientRequest, query: StatementParameters, services: Services
) -> Ok[DocumentReady] | Accepted[DocumentPreparing]:
    """Return a link to a statement of the patient's credit, which works for a minute."""
    wanted = StatementQuery(query.first, query.last, query.format, language=request.language)
    return document(services.link_statement(request.patient, wanted))


@routes.get(PATIENT + "/credit/statement", error_codes=("read_only",))
def patient_statement(
    request: StaffRequest, path: PatientPath, query: StatementParameters, services: Services
) -> Ok[DocumentReady] | Accepted[DocumentPreparing]:
    """Return a link to a statement of a patient's credit, which works for a minute."""
    credit = get_patient_credit(request, path, services)
    wanted = StatementQuery(query.first, query.last, query.format, viewer_language=request.language)
    return document(services.link_statement(credit.patient, wanted))
