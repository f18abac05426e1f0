from __future__ import annotations

from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.request import FullAccessRequest
from chalicelib.api.core.responses import Created
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PAYMENT, PaymentPath, parse_amount
from chalicelib.api.presenters import refunds as presenters
from chalicelib.api.schemas.refunds import OutsideRefund, Refund, RefundCreate
from chalicelib.bootstrap import Services
from chalicelib.credit import records
from chalicelib.credit.text import LONGEST_REASON, LONGEST_REFERENCE, require_text
from chalicelib.services.refunds.refund_payment import RefundRequest

routes = Routes()

OUTSIDE = ("not_refundable", "outside_refund_required", "refundable_to_card")


@routes.post(PAYMENT + "/refunds", error_codes=("disputed", "insufficient_credit", "refused_by_stripe", *OUTSIDE))
def refund(
    request: FullAccessRequest,
    path: PaymentPath,
    idempotency_key: IdempotencyKey,
    body: RefundCreate,
    services: Services,
) -> Created[Refund]:
    """Refund unapplied credit to the card that paid."""
    made = services.refund_payment(
        RefundRequest(
            patient=request.patient(path.patient_id),
            payment_id=path.id,
            amount=parse_amount(body.amount, request, services),
            reason=require_text("reason", body.reason, LONGEST_REASON),
            actor=request.actor,
            idempotency_key=idempotency_key,
            outside=_outside(body.outside) if body.outside else None,
        )
    )
    return Created(presenters.refund(made))


def _outside(given: OutsideRefund) -> records.OutsideRefund:
    reference = given.reference and require_text("outside.reference", given.reference, LONGEST_REFERENCE)
    return records.OutsideRefund(given.tender, reference)
