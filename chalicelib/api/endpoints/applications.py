from __future__ import annotations

import msgspec

from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.request import StaffRequest
from chalicelib.api.core.responses import Created, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PATIENT, PAYMENT, PatientPath, PaymentPath, parse_amount
from chalicelib.api.presenters.applications import application, applied_credit
from chalicelib.api.schemas.applications import Application, ApplicationCreate, AppliedCredit
from chalicelib.api.schemas.common import Id, Money, SystemId
from chalicelib.bootstrap import Services
from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.identity import derived_id, request_hash

routes = Routes()
REFUSALS = ("insufficient_credit", "too_many_lines", "exceeds_invoice", "invoice_void", "invoice_unknown")


class ApplicationPath(msgspec.Struct):
    patient_id: SystemId
    id: Id
    application_id: Id


@routes.post(PAYMENT + "/applications", error_codes=(*REFUSALS, "payment_held"))
def apply_payment(
    request: StaffRequest,
    path: PaymentPath,
    idempotency_key: IdempotencyKey,
    body: ApplicationCreate,
    services: Services,
) -> Created[Application]:
    """Apply credit from one payment to an invoice."""
    patient = request.patient(path.patient_id)
    key = derived_id("apply", patient.clinic_id, patient.patient_id, path.id, idempotency_key)
    return Created(application(services.apply_credit(patient, path.id, _apply_request(request, body, key, services))))


@routes.post(
    PATIENT + "/applications",
    error_codes=(*REFUSALS, "too_many_payments"),
)
def apply_oldest(
    request: StaffRequest,
    path: PatientPath,
    idempotency_key: IdempotencyKey,
    body: ApplicationCreate,
    services: Services,
) -> Created[AppliedCredit]:
    """Apply credit to an invoice, oldest payment first, all or nothing."""
    patient = request.patient(path.patient_id)
    key = derived_id("apply", patient.clinic_id, patient.patient_id, "", idempotency_key)
    wanted = _apply_request(request, body, key, services)
    made = services.apply_oldest_first(patient, wanted)
    return Created(applied_credit(wanted.invoice_id, Money(wanted.amount, made[0].currency), made))


def _apply_request(request: StaffRequest, body: ApplicationCreate, key: str, services: Services) -> ApplyRequest:
    amount, invoice_id = parse_amount(body.amount, request, services), body.invoice_id.strip()
    return ApplyRequest(
        invoice_id=invoice_id,
        amount=amount,
        actor=request.actor,
        at=services.clock.now(),
        key=key,
        hash=request_hash(invoice_id, amount),
    )


@routes.delete(PAYMENT + "/applications/{application_id}")
def unapply_payment(request: StaffRequest, path: ApplicationPath, services: Services) -> Ok[Application]:
    """Unapply credit from an invoice. Both lines stay in the activity."""
    patient = request.patient(path.patient_id)
    return Ok(application(services.unapply_credit(patient, path.id, path.application_id, request.actor)))
