"""The composition of refunds."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.shared import Shared
from chalicelib.services.refunds.record_refund import RecordRefund
from chalicelib.services.refunds.refund_payment import RefundPayment


@dataclass(frozen=True, kw_only=True)
class RefundServices:
    """Refunds, asked for here or at Stripe."""

    refund_payment: RefundPayment
    record_refund: RecordRefund


def refund_services(adapters: Adapters, shared: Shared) -> RefundServices:
    return RefundServices(
        refund_payment=RefundPayment(
            ledger=adapters.ledger, request_refund=shared.request_refund, clock=adapters.clock
        ),
        record_refund=shared.record_refund,
    )
