from __future__ import annotations

from chalicelib.api.presenters.common import actor
from chalicelib.api.schemas import refunds as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.records import Refund


def refund(made: Refund) -> wire.Refund:
    return wire.Refund(
        id=made.id,
        payment_id=made.payment_id,
        amount=Money(made.amount, made.currency),
        status=made.status,
        reason=made.reason,
        failure=made.failure,
        requested_at=made.requested_at,
        requested_by=actor(made.requested_by),
        settled_at=made.settled_at,
        outside=wire.OutsideRefund(made.outside.tender, made.outside.reference) if made.outside else None,
    )
