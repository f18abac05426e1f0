"""Stripe's objects, as much of them as this service reads.

Unknown fields are ignored, wrong types refused; null is as good as missing.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Amount = Annotated[int, Meta(ge=0, lt=10**12)]
Timestamp = Annotated[int, Meta(ge=0, lt=2**33)]
"""Seconds since 1970. A Python integer has no end, but the calendar and the tables have one."""


class TransferData(msgspec.Struct):
    destination: str


class Wallet(msgspec.Struct):
    type: str


class CardDetails(msgspec.Struct):
    brand: str | None = None
    last4: str | None = None
    wallet: Wallet | None = None


class PaymentMethodDetails(msgspec.Struct):
    card: CardDetails | None = None


class LastError(msgspec.Struct):
    code: str | None = None
    decline_code: str | None = None
    message: str | None = None


class BalanceTransaction(msgspec.Struct):
    fee: int
    currency: str


class Charge(msgspec.Struct):
    id: str
    created: Timestamp
    amount_captured: Amount
    currency: str
    livemode: bool
    paid: bool
    captured: bool
    metadata: dict[str, str] | None = None
    payment_intent: str | None = None
    transfer: str | None = None
    transfer_data: TransferData | None = None
    payment_method_details: PaymentMethodDetails | None = None
    balance_transaction: str | BalanceTransaction | None = None


class PaymentIntent(msgspec.Struct):
    id: str
    amount_received: Amount
    currency: str
    livemode: bool
    status: str
    metadata: dict[str, str] | None = None
    client_secret: str | None = None
    transfer_data: TransferData | None = None
    transfer_group: str | None = None
    latest_charge: str | Charge | None = None
    last_payment_error: LastError | None = None


class Refund(msgspec.Struct):
    id: str
    amount: Amount
    currency: str
    status: str | None = None
    payment_intent: str | None = None
    metadata: dict[str, str] | None = None
    failure_reason: str | None = None


class DisputeMovement(msgspec.Struct):
    """A balance transaction of a dispute. `amount` is negative when Stripe takes it."""

    amount: int
    fee: int
    currency: str


class EvidenceDetails(msgspec.Struct):
    due_by: Timestamp | None = None


class Dispute(msgspec.Struct):
    id: str
    amount: Amount
    currency: str
    livemode: bool
    status: str
    created: Timestamp
    reason: str | None = None
    payment_intent: str | None = None
    charge: str | None = None
    balance_transactions: list[DisputeMovement] | None = None
    evidence_details: EvidenceDetails | None = None


class TransferredCharge(msgspec.Struct):
    """A charge, as far as its transfers go."""

    id: str
    amount_refunded: Amount = 0
    transfer: str | None = None
    transfer_group: str | None = None


class FraudWarning(msgspec.Struct):
    id: str
    created: Timestamp
    actionable: bool
    livemode: bool
    payment_intent: str | None = None


class Transfer(msgspec.Struct):
    id: str
    amount: int
    amount_reversed: int
    created: Timestamp
    destination: str | None = None


class Requirements(msgspec.Struct):
    currently_due: list[str] | None = None
    disabled_reason: str | None = None


class CardPaymentsSettings(msgspec.Struct):
    statement_descriptor_prefix: str | None = None


class PaymentsSettings(msgspec.Struct):
    statement_descriptor: str | None = None


class AccountSettings(msgspec.Struct):
    card_payments: CardPaymentsSettings | None = None
    payments: PaymentsSettings | None = None


class Account(msgspec.Struct):
    id: str
    country: str | None = None
    default_currency: str | None = None
    charges_enabled: bool = False
    payouts_enabled: bool = False
    capabilities: dict[str, str] | None = None
    requirements: Requirements | None = None
    settings: AccountSettings | None = None


class PaymentMethodCard(msgspec.Struct):
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str | None = None
    wallet: Wallet | None = None


class PaymentMethod(msgspec.Struct):
    id: str
    card: PaymentMethodCard


class EventData(msgspec.Struct):
    object: msgspec.Raw


class EventSubject(msgspec.Struct):
    """The object of an event, by id."""

    id: str


class Event(msgspec.Struct):
    """An event's envelope. `account` is set when it comes from a connected account."""

    id: str
    type: str
    created: Timestamp
    livemode: bool
    data: EventData
    account: str | None = None
