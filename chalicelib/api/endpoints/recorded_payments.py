from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.api.auth.principal import Role
from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.problems import Forbidden
from chalicelib.api.core.request import FullAccessRequest, StaffRequest
from chalicelib.api.core.responses import Created, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PATIENT, PAYMENT, PatientPath, PaymentPath, parse_amount
from chalicelib.api.presenters.payments import payment_detail
from chalicelib.api.schemas.payments import Payment, PaymentCreate, PaymentVoid
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import FieldError, Invalid
from chalicelib.credit.payment import Source
from chalicelib.credit.recording import RecordRequest
from chalicelib.credit.text import LONGEST_REASON, LONGEST_REFERENCE, require_text
from chalicelib.services.payments.void_payment import VoidRequest

routes = Routes()

REQUIRED = {
    Source.RECORDED: {"tender"},
    Source.MEMO: {"reason"},
    Source.OPENING_BALANCE: {"as_of", "reference"},
}
OPTIONAL = {Source.RECORDED: {"received_on", "reference"}, Source.MEMO: set[str](), Source.OPENING_BALANCE: set[str]()}
DEPENDENT = ("tender", "received_on", "as_of", "reference", "reason")


@routes.post(
    PATIENT + "/payments",
    error_codes=("clinic_closed", "location_inactive", "memo_limit_exceeded", "patient_forgotten"),
)
def record_payment(
    request: StaffRequest, path: PatientPath, idempotency_key: IdempotencyKey, body: PaymentCreate, services: Services
) -> Created[Payment]:
    """Record money that staff took, or with full access a memo or an opening balance."""
    source = Source(body.source)
    if source is not Source.RECORDED and request.principal.role is not Role.FULL_ACCESS:
        raise Forbidden("Your role does not allow this.")
    errors = tuple(_wrong_fields(source, body))
    if errors:
        raise Invalid("; ".join(f"{error.field}: {error.message}" for error in errors), errors=errors)
    made = services.record_payment(
        RecordRequest(
            patient=request.patient(path.patient_id),
            source=source,
            amount=parse_amount(body.amount, request, services),
            location_id=body.location_id,
            actor=request.actor,
            idempotency_key=idempotency_key,
            tender=body.tender,
            received_on=_day(body),
            reference=require_text("reference", body.reference, LONGEST_REFERENCE) if body.reference else None,
            reason=require_text("reason", body.reason, LONGEST_REASON) if body.reason else None,
        )
    )
    return Created(payment_detail(made.payment, made.entries, ()))


@routes.post(PAYMENT + "/void", error_codes=("not_voidable",))
def void_payment(
    request: FullAccessRequest,
    path: PaymentPath,
    idempotency_key: IdempotencyKey,
    body: PaymentVoid,
    services: Services,
) -> Ok[Payment]:
    """Void a payment that is not Stripe's and wholly unapplied. Both lines stay in the activity."""
    made = services.void_payment(
        VoidRequest(
            patient=request.patient(path.patient_id),
            payment_id=path.id,
            reason=require_text("reason", body.reason, LONGEST_REASON),
            actor=request.actor,
            idempotency_key=idempotency_key,
        )
    )
    return Ok(payment_detail(made.payment, made.entries, made.records))


def _day(body: PaymentCreate) -> date | None:
    return body.as_of or body.received_on


def _wrong_fields(source: Source, body: PaymentCreate) -> Iterator[FieldError]:
    """The fields that this source lacks, and those that it does not have."""
    for field in DEPENDENT:
        given = getattr(body, field) is not None
        if field in REQUIRED[source] and not given:
            yield FieldError(field, f"is required for {source}")
        elif given and field not in REQUIRED[source] | OPTIONAL[source]:
            yield FieldError(field, f"is not a field of {source}")
