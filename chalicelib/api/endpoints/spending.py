"""What staff do with a patient's credit: apply it, unapply it, give it back.

Each handler imports the services that it uses: a cold start pays for one route, not for all.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from chalicelib.api import presenters, schemas
from chalicelib.api.auth.principal import FULL_ACCESS, STAFF
from chalicelib.api.core.amounts import parse_amount
from chalicelib.api.core.bridge import bridge
from chalicelib.api.core.routing import Answer, Routes
from chalicelib.api.endpoints.lookups import current_clinic, get_settled_payment, patient_key
from chalicelib.credit.apply import ApplyRequest
from chalicelib.credit.identity import PatientKey, derived_id, request_hash
from chalicelib.services.refund_payment import RefundRequest

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call
spending = Routes(__name__)

PATIENT = "/v1/clinic/patients/{patient_id}"
PAYMENT = PATIENT + "/payments/{id}"


@spending.change(
    "POST",
    PAYMENT + "/applications",
    schemas.NewApplication,
    schemas.Application,
    roles=STAFF,
    status=HTTPStatus.CREATED,
    keyed=True,
    refuses=("insufficient_credit", "too_many_lines"),
)
def apply_payment(call: Call, body: schemas.NewApplication) -> Answer:
    """Applies credit of one payment to an invoice."""
    patient, payment_id = patient_key(call), call.id("id")
    request = _apply_request(call, body, patient, payment_id)
    made = bridge.services.apply_credit(patient, payment_id, request)
    return Answer(presenters.application(made), HTTPStatus.CREATED)


@spending.change(
    "POST",
    PATIENT + "/applications",
    schemas.NewApplication,
    schemas.Applications,
    roles=STAFF,
    status=HTTPStatus.CREATED,
    keyed=True,
    refuses=("insufficient_credit", "too_many_lines", "too_many_payments"),
)
def apply_oldest(call: Call, body: schemas.NewApplication) -> Answer:
    """Applies credit to an invoice, oldest payment first, all or nothing."""
    patient = patient_key(call)
    request = _apply_request(call, body, patient, "")
    made = bridge.services.apply_oldest_first(patient, request)
    total = schemas.Money(request.amount, current_clinic(call).profile.currency)
    body_out = schemas.Applications(request.invoice_id, total, [presenters.application(one) for one in made])
    return Answer(body_out, HTTPStatus.CREATED)


def _apply_request(call: Call, body: schemas.NewApplication, patient: PatientKey, payment_id: str) -> ApplyRequest:
    amount = parse_amount(body.amount, call)
    return ApplyRequest(
        invoice_id=body.invoice_id,
        amount=amount,
        actor=call.caller.actor,
        at=bridge.services.clock.now(),
        key=derived_id("apply", patient.clinic_id, patient.patient_id, payment_id, call.idempotency_key),
        hash=request_hash(body.invoice_id, amount),
    )


@spending.act("DELETE", PAYMENT + "/applications/{application_id}", schemas.Application, roles=STAFF)
def unapply_payment(call: Call) -> Answer:
    """Unapplies credit from an invoice; both lines stay in the activity."""
    made = bridge.services.unapply_credit(
        patient_key(call), call.id("id"), call.id("application_id"), call.caller.actor
    )
    return Answer(presenters.application(made))


@spending.change(
    "POST",
    PAYMENT + "/refunds",
    schemas.NewRefund,
    schemas.Refund,
    roles=FULL_ACCESS,
    status=HTTPStatus.CREATED,
    keyed=True,
    refuses=("disputed", "insufficient_credit", "refused_by_stripe"),
)
def refund(call: Call, body: schemas.NewRefund) -> Answer:
    """Refunds unapplied credit to the card that paid."""
    payment = get_settled_payment(call)
    request = RefundRequest(
        patient=payment.patient,
        payment_id=payment.id,
        amount=parse_amount(body.amount, call),
        reason=body.reason,
        actor=call.caller.actor,
        idempotency_key=call.idempotency_key,
    )
    made = bridge.services.refund_payment(request)
    return Answer(presenters.refund(made), HTTPStatus.CREATED)
