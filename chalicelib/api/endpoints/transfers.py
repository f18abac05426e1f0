from __future__ import annotations

from chalicelib.api.core.parameters import IdempotencyKey
from chalicelib.api.core.request import FullAccessRequest
from chalicelib.api.core.responses import Created
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PAYMENT, PaymentPath, parse_amount
from chalicelib.api.schemas.common import Money
from chalicelib.api.schemas.transfers import Transfer, TransferCreate
from chalicelib.bootstrap import Services
from chalicelib.credit.text import LONGEST_REASON, require_text
from chalicelib.credit.transfer import TransferRequest

routes = Routes()


@routes.post(
    PAYMENT + "/transfers",
    error_codes=(
        "balance_maximum_exceeded",
        "disputed",
        "insufficient_credit",
        "patient_forgotten",
        "payment_held",
        "too_many_lines",
    ),
)
def transfer_credit(
    request: FullAccessRequest,
    path: PaymentPath,
    idempotency_key: IdempotencyKey,
    body: TransferCreate,
    services: Services,
) -> Created[Transfer]:
    """Transfer unapplied credit to another patient. Its refunds still reach the card that paid."""
    made = services.transfer_credit(
        TransferRequest(
            patient=request.patient(path.patient_id),
            payment_id=path.id,
            to=request.patient(body.to_patient_id),
            amount=parse_amount(body.amount, request, services) if body.amount is not None else None,
            reason=require_text("reason", body.reason, LONGEST_REASON),
            actor=request.actor,
            idempotency_key=idempotency_key,
        )
    )
    amount = Money(made.amount, made.currency)
    return Created(Transfer(made.id, made.payment_id, made.to_payment_id, made.to_patient_id, amount))
