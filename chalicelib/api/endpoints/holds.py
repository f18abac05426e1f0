from __future__ import annotations

from chalicelib.api.core.request import FullAccessRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PAYMENT, PaymentPath
from chalicelib.api.presenters.payments import payment_summary
from chalicelib.api.schemas.payments import PaymentSummary
from chalicelib.bootstrap import Services

routes = Routes()


@routes.post(PAYMENT + "/release-hold")
def release_hold(request: FullAccessRequest, path: PaymentPath, services: Services) -> Ok[PaymentSummary]:
    """Release a payment that is on hold, so that its credit can be applied again."""
    return Ok(payment_summary(services.release_hold(request.patient(path.patient_id), path.id, request.actor)))
