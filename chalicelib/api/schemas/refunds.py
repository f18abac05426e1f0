from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Actor, Amount, Money, RequestedMoney, Timestamp
from chalicelib.credit.payment import Tender
from chalicelib.credit.records import RefundStatus
from chalicelib.credit.text import LONGEST_REFERENCE


class OutsideRefund(msgspec.Struct, forbid_unknown_fields=True):
    """Money that staff gave back outside Stripe."""

    tender: Tender
    reference: Annotated[str, Meta(min_length=1, max_length=LONGEST_REFERENCE)] | None = None


class RefundCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Credit to refund to the card that paid, or `outside` Stripe. `reason` is kept in the clinic's records."""

    amount: Amount | RequestedMoney
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    outside: OutsideRefund | None = None


class Refund(msgspec.Struct):
    """A refund to the card. `failure` is the reason when it failed and the credit was restored."""

    id: str
    payment_id: str
    amount: Money
    status: RefundStatus
    reason: str
    failure: str | None
    requested_at: Timestamp
    requested_by: Actor
    settled_at: Timestamp | None
    outside: OutsideRefund | None = None
