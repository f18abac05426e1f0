"""The operators' API: apart from the contract of v1, with a role and an audience of its own. Every act is recorded."""

from __future__ import annotations

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.request import OperatorRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters import operator_clinics as presenters
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.operator_acts import ClinicSummary, OperatorAct, OperatorClinic, Reason
from chalicelib.api.schemas.operator_clinics import ClinicPut
from chalicelib.bootstrap import Services
from chalicelib.services import pagination

CLINICS = "/operator/v1/clinics"
CLINIC = CLINICS + "/{clinic_id}"
routes = Routes()


class ClinicPath(msgspec.Struct):
    clinic_id: Id


@routes.get(CLINICS)
def clinics(request: OperatorRequest, query: PageQuery, services: Services) -> Ok[Page[ClinicSummary]]:
    """List the clinics, in order of their ids."""
    limit = query.page.limit
    ids = services.clinics.clinic_ids_after(query.page.cursor or "", limit + 1)
    shown = tuple(services.clinics.profile(clinic_id) for clinic_id in ids[:limit])
    page = pagination.Page(shown, ids[limit - 1] if len(ids) > limit else None)
    return Ok(paginate(page, presenters.summary))


@routes.get(CLINIC)
def clinic(request: OperatorRequest, path: ClinicPath, services: Services) -> Ok[OperatorClinic]:
    """Return a clinic as it is stored."""
    return Ok(presenters.clinic(services.clinics.get(path.clinic_id)))


@routes.put(CLINIC, error_codes=("not_allowed", "refused_by_stripe"))
def put_clinic(request: OperatorRequest, path: ClinicPath, body: ClinicPut, services: Services) -> Ok[OperatorClinic]:
    """Add a clinic, or change its profile and add accounts and locations. Repeatable."""
    return Ok(presenters.clinic(services.provision_plan(body.plan(path.clinic_id), request.actor)))


@routes.post(CLINIC + "/close")
def close_clinic(request: OperatorRequest, path: ClinicPath, body: Reason, services: Services) -> Ok[OperatorClinic]:
    """Close a clinic: it takes no more top-ups. Repeatable."""
    services.close_clinic.close(path.clinic_id, body.reason, request.actor)
    return Ok(presenters.clinic(services.clinics.get(path.clinic_id)))


@routes.post(CLINIC + "/reopen")
def reopen_clinic(request: OperatorRequest, path: ClinicPath, body: Reason, services: Services) -> Ok[OperatorClinic]:
    """Open a closed clinic again. Repeatable."""
    services.close_clinic.reopen(path.clinic_id, body.reason, request.actor)
    return Ok(presenters.clinic(services.clinics.get(path.clinic_id)))


@routes.get(CLINIC + "/acts")
def clinic_acts(
    request: OperatorRequest, path: ClinicPath, query: PageQuery, services: Services
) -> Ok[Page[OperatorAct]]:
    """List the operators' acts on a clinic, newest first."""
    return Ok(paginate(services.clinics.acts(path.clinic_id, query.page), presenters.act))
