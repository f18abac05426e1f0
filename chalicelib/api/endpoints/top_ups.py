from __future__ import annotations

import msgspec

from chalicelib.api.auth.client_fingerprint import client_fingerprint
from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.request import PatientRequest
from chalicelib.api.core.responses import Created, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import parse_amount
from chalicelib.api.presenters.top_ups import started_top_up, top_up, top_up_detail
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.top_ups import StartedTopUp, TopUp, TopUpCreate, TopUpDetail
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import NotFound
from chalicelib.credit.payment import Source
from chalicelib.credit.rate_limits import Scope
from chalicelib.services.pagination import PaymentScope
from chalicelib.services.top_ups.start_top_up import TopUpRequest

routes = Routes()


class TopUpPath(msgspec.Struct):
    id: Id


@routes.post(
    "/v1/me/top-ups",
    error_codes=(
        "amount_out_of_range",
        "balance_maximum_exceeded",
        "location_inactive",
        "patient_forgotten",
        "refused_by_stripe",
        "top_up_closed",
        "top_ups_unavailable",
    ),
    rate_limit=Scope.PATIENT,
)
def start_my_top_up(
    request: PatientRequest, idempotency_key: IdempotencyKey, body: TopUpCreate, services: Services
) -> Created[StartedTopUp]:
    """Start a top-up, which the browser then confirms with Stripe."""
    started = services.start_top_up(
        TopUpRequest(
            patient=request.patient,
            patient_name=request.principal.name,
            amount=parse_amount(body.amount, request, services),
            location_id=body.location_id,
            idempotency_key=idempotency_key,
            language=request.language,
            address=_fingerprint(request, services),
            terms_version=body.terms_version,
        )
    )
    return Created(started_top_up(started))


def _fingerprint(request: PatientRequest, services: Services) -> str | None:
    secret = services.stripe_keys.current().secret_key
    return client_fingerprint(request.http.source_ip, secret, services.settings.deployment)


@routes.post("/v1/me/top-ups/{id}/settle", error_codes=("refused_by_stripe",), rate_limit=Scope.REQUESTS)
def settle_my_top_up(request: PatientRequest, path: TopUpPath, services: Services) -> Ok[TopUp]:
    """Ask Stripe for the outcome of a top-up and settle it."""
    return Ok(top_up(services.settle_top_up(request.patient, path.id)))


@routes.get("/v1/me/top-ups")
def my_top_ups(request: PatientRequest, query: PageQuery, services: Services) -> Ok[Page[TopUp]]:
    """List the patient's top-ups, newest first."""
    found = services.payment_lists.payments(request.patient, query.page, PaymentScope.TOP_UPS)
    if not found.items:
        services.credit.credit(request.patient)  # Of a merged patient, it raises.
    return Ok(paginate(found, top_up))


@routes.get("/v1/me/top-ups/{id}")
def my_top_up(request: PatientRequest, path: TopUpPath, services: Services) -> Ok[TopUpDetail]:
    """Return one of the patient's top-ups, with its refunds."""
    found = services.credit.payment(request.patient, path.id)
    if found is None or found.source is not Source.CARD_ONLINE:
        raise NotFound("top-up")
    return Ok(top_up_detail(found, services.records.records_of(found)))
