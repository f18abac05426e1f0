from __future__ import annotations

from chalicelib.api.core.request import PatientRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters import notices as presenters
from chalicelib.api.schemas.notices import Notices, NoticesPut
from chalicelib.bootstrap import Services
from chalicelib.credit.notice import Switch

routes = Routes()


@routes.get("/v1/me/notices")
def my_notices(request: PatientRequest, services: Services) -> Ok[Notices]:
    """Return the patient's address for e-mail notices, and which are sent."""
    return Ok(presenters.notices(services.read_notice_choices(request.patient)))


@routes.put("/v1/me/notices", error_codes=("patient_forgotten",))
def choose_my_notices(request: PatientRequest, body: NoticesPut, services: Services) -> Ok[Notices]:
    """Choose the address for e-mail notices, and which are sent."""
    off = frozenset(switch for switch in Switch if not getattr(body, switch))
    return Ok(presenters.notices(services.choose_notices(request.patient, body.email, off, request.language)))
