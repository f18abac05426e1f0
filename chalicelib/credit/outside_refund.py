"""Refunds outside Stripe: money given back in cash or by cheque, where no card can take it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import OutsideRefund, Record, Refund, RefundStatus
from chalicelib.credit.sources import first_rules_of

CARDS_TAKE_REFUNDS_FOR = timedelta(days=180)
"""Beyond about six months many banks return a refund (docs.stripe.com/refunds)."""


def require_refundable(
    payment: Payment, outside: OutsideRefund | None, records: Iterable[Record], at: datetime
) -> None:
    """Raises NotAllowed for goodwill, and for the wrong one of the two ways: to the card, or outside Stripe."""
    rules = first_rules_of(payment)
    if not rules.refundable_to_card and not rules.refundable_outside:
        raise NotAllowed("This credit was given by the clinic, so there is nothing to refund.", code="not_refundable")
    if outside is None and not rules.refundable_to_card:
        raise NotAllowed(
            "No card paid this. State how the money was given back, in `outside`.", code="outside_refund_required"
        )
    if outside and rules.refundable_to_card and not _is_past_refunds(payment, records, at):
        raise NotAllowed("Refund this payment to its card.", code="refundable_to_card")


def given_back(refund: Refund, outside: OutsideRefund | None) -> Refund:
    """The same refund, done at once if it was given back outside Stripe."""
    if outside is None:
        return refund
    done = replace(refund, outside=outside, status=RefundStatus.SUCCEEDED, settled_at=refund.requested_at)
    return replace(done, next_check_at=None).record_response


def _is_past_refunds(payment: Payment, records: Iterable[Record], at: datetime) -> bool:
    """Whether the card can't be refunded any more: a refund of it failed, or it paid too long ago."""
    failed = any(isinstance(record, Refund) and record.status is RefundStatus.FAILED for record in records)
    return failed or (payment.paid_at is not None and at - payment.paid_at > CARDS_TAKE_REFUNDS_FOR)
