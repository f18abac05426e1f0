from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chalicelib.api.presenters.common import card_summary, location_ref, receipt_state
from chalicelib.api.schemas import top_ups as wire
from chalicelib.api.schemas.common import Money
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Record, Refund


def top_up(payment: Payment) -> wire.TopUp:
    return wire.TopUp(**_top_up(payment))


def top_up_detail(payment: Payment, records: Iterable[Record]) -> wire.TopUpDetail:
    refunds = sorted((each for each in records if isinstance(each, Refund)), key=lambda each: each.requested_at)
    return wire.TopUpDetail(**_top_up(payment), refunds=[_refund(each) for each in refunds])


def _refund(refund: Refund) -> wire.TopUpRefund:
    amount = Money(refund.amount, refund.currency)
    return wire.TopUpRefund(refund.id, amount, refund.status, refund.requested_at, refund.settled_at)


def started_top_up(started: Payment) -> wire.StartedTopUp:
    """The top-up as it was when it started, so that a repeated request returns the original response."""
    at_first = Payment(
        id=started.id,
        patient=started.patient,
        amount=started.amount,
        currency=started.currency,
        location=started.location,
        account_id=started.account_id,
        patient_name=started.patient_name,
        language=started.language,
        request_hash=started.request_hash,
        created_at=started.created_at,
    )
    return wire.StartedTopUp(**_top_up(at_first), client_secret=started.client_secret or "")


def _top_up(payment: Payment) -> dict[str, Any]:
    error = payment.last_error
    return {
        "id": payment.id,
        "status": payment.status,
        "amount": Money(payment.amount, payment.currency),
        "location": location_ref(payment.location),
        "card": card_summary(payment.card),
        "created_at": payment.created_at,
        "succeeded_at": payment.paid_at,
        "last_error": wire.LastError(error.code, error.message) if error else None,
        "refunded": Money(payment.refunded, payment.currency),
        "disputed": Money(payment.disputed, payment.currency),
        "receipt": receipt_state(payment),
    }
