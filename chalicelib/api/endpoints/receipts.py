from __future__ import annotations

from chalicelib.api.core.request import PatientRequest, StaffRequest
from chalicelib.api.core.responses import Accepted, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import PAYMENT, PaymentPath, get_settled_payment
from chalicelib.api.endpoints.top_ups import TopUpPath
from chalicelib.api.presenters.documents import refund_receipt
from chalicelib.api.presenters.receipts import receipt
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.receipts import ReceiptPreparing, ReceiptReady
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import NotFound

routes = Routes()


class MyRefundPath(TopUpPath):
    refund_id: Id


class RefundPath(PaymentPath):
    refund_id: Id


@routes.get("/v1/me/top-ups/{id}/receipt", error_codes=("not_paid",))
def my_receipt(
    request: PatientRequest, path: TopUpPath, services: Services
) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """Return a link to the receipt, which works for a minute."""
    return receipt(services.link_receipt(request.patient, path.id))


@routes.get(PAYMENT + "/receipt", error_codes=("read_only",))
def payment_receipt(
    request: StaffRequest, path: PaymentPath, services: Services
) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """Return a link to a duplicate of the receipt, which works for a minute."""
    payment = get_settled_payment(request, path, services)
    return receipt(services.link_duplicate(payment.patient, payment.id, request.actor))


@routes.get("/v1/me/top-ups/{id}/refunds/{refund_id}/receipt", error_codes=("read_only", "refund_not_complete"))
def my_refund_receipt(
    request: PatientRequest, path: MyRefundPath, services: Services
) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """Return a link to a refund's receipt, which works for a minute."""
    payment = services.credit.payment(request.patient, path.id)
    if payment is None:
        raise NotFound("payment")
    return refund_receipt(services.link_refund_receipt(payment, path.refund_id))


@routes.get(PAYMENT + "/refunds/{refund_id}/receipt", error_codes=("read_only", "refund_not_complete"))
def payment_refund_receipt(
    request: StaffRequest, path: RefundPath, services: Services
) -> Ok[ReceiptReady] | Accepted[ReceiptPreparing]:
    """Return a link to a refund's receipt, which works for a minute."""
    payment = get_settled_payment(request, path, services)
    return refund_receipt(services.link_refund_receipt(payment, path.refund_id))
