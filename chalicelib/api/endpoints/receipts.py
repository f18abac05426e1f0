from __future__ import annotations

from chalicelib.api.core.request import PatientRequest, StaffRequest
from chalicelib.api.core.responses import Accepted, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PAYMENT, PaymentPath, get_settled_payment
from chalicelib.api.endpoints.top_ups import TopUpPath
from chalicelib.api.presenters.receipts import receipt
from chalicelib.api.schemas.receipts import ReceiptPreparing, ReceiptReady
from chalicelib.bootstrap import Services

routes = Routes()


@routes.get("/v1/me/top-ups/{id}/receipt", error_codes=("not_paid",))
def my_receipt(
    request: PatientRequest, path: TopUpPath, services: Services
) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """Return a link to the receipt, which works for a minute."""
    return receipt(services.link_receipt(request.patient, path.id))


@routes.get(PAYMENT + "/receipt")
def payment_receipt(
    request: StaffRequest, path: PaymentPath, services: Services
) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """Return a link to a duplicate of the receipt, which works for a minute."""
    payment = get_settled_payment(request, path, services)
    return receipt(services.link_duplicate(payment.patient, payment.id, request.actor))
