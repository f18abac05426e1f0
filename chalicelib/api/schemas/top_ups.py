from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Amount, CardSummary, Id, LocationRef, Money, RequestedMoney, Timestamp
from chalicelib.api.schemas.receipts import ReceiptState
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import RefundStatus


class TopUpCreate(msgspec.Struct, forbid_unknown_fields=True):
    """The amount to pay and the location where it will be used. A bare `amount` is in the clinic's currency.

    `terms_version` is that of the words shown before paying, `top_up.terms_version` of GET /v1/me/credit.
    """

    amount: Amount | RequestedMoney
    location_id: Id
    terms_version: Annotated[int, Meta(ge=1, le=999_999_999)] | None = None


class LastError(msgspec.Struct):
    code: str
    message: str


class TopUp(msgspec.Struct):
    """A patient's top-up. `receipt` is set once it succeeded. `disputed` was taken back by the card's bank."""

    id: str
    status: PaymentStatus
    amount: Money
    location: LocationRef
    card: CardSummary | None
    created_at: Timestamp
    succeeded_at: Timestamp | None
    last_error: LastError | None
    refunded: Money
    disputed: Money
    receipt: ReceiptState | None


class TopUpRefund(msgspec.Struct):
    """A refund of a top-up. `settled_at` is when it succeeded or failed."""

    id: str
    amount: Money
    status: RefundStatus
    requested_at: Timestamp
    settled_at: Timestamp | None


class TopUpDetail(TopUp):
    """A top-up with its refunds, oldest first."""

    refunds: list[TopUpRefund]


class StartedTopUp(TopUp):
    """A top-up with the client secret that lets the browser confirm it with Stripe."""

    client_secret: str
