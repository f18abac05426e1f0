"""The JSON of the API, as types: what decodes requests, encodes answers and describes both in the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.credit.clinic import Ineligible, TopUpUnavailableReason
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.money import LARGEST_AMOUNT
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.statuses import DisputeStatus, RefundStatus

Amount = Annotated[int, Meta(ge=1, le=LARGEST_AMOUNT, description="Minor units of the currency")]
Limit = Annotated[int, Meta(ge=0, le=10 * LARGEST_AMOUNT, description="Minor units of the clinic's currency")]
# In Python `$` also matches before a last line break, which no id has.
Id = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_]{1,64}$(?!\n)", description="An id: 1 to 64 letters, digits and underscores")
]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
When = Annotated[datetime, Meta(tz=True, description="RFC 3339, UTC")]


class Money(msgspec.Struct):
    """`amount` in minor units of `currency`, ISO 4217 in lower case."""

    amount: int
    currency: str


class RequestedMoney(msgspec.Struct, forbid_unknown_fields=True):
    amount: Amount
    currency: Annotated[str, Meta(pattern=r"^[a-z]{3}$(?!\n)", description="A currency as in ISO 4217, in lower case")]


class NewTopUp(msgspec.Struct, forbid_unknown_fields=True):
    """What a patient pays in, and where it will be used. A bare `amount` is of the clinic's currency."""

    amount: Amount | RequestedMoney
    location_id: Id


class SettingsChange(msgspec.Struct, forbid_unknown_fields=True):
    """The billing settings to change; what is left out stays."""

    account_credit_enabled: bool | msgspec.UnsetType = msgspec.UNSET
    top_up_minimum: Limit | msgspec.UnsetType = msgspec.UNSET
    top_up_maximum: Limit | msgspec.UnsetType = msgspec.UNSET
    suggested_amounts: Annotated[list[Limit], Meta(max_length=20)] | msgspec.UnsetType = msgspec.UNSET
    balance_maximum: Limit | msgspec.UnsetType = msgspec.UNSET


class NewApplication(msgspec.Struct, forbid_unknown_fields=True):
    """Credit to apply to one invoice."""

    invoice_id: Id
    amount: Amount | RequestedMoney


class NewRefund(msgspec.Struct, forbid_unknown_fields=True):
    """Credit to give back to the card that paid. `reason` stays in the clinic's books."""

    amount: Amount | RequestedMoney
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class LocationChange(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    active: bool


class Health(msgspec.Struct):
    status: str


class Place(msgspec.Struct):
    id: str
    name: str


class CardShown(msgspec.Struct):
    brand: str
    last4: str


class CardOnFile(msgspec.Struct):
    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


class LastError(msgspec.Struct):
    code: str
    message: str


class ReceiptState(msgspec.Struct):
    number: str | None
    status: Literal["ready", "preparing"]


class TopUp(msgspec.Struct):
    """A patient's act of paying in. `receipt` is there once it succeeded."""

    id: str
    status: PaymentStatus
    amount: Money
    location: Place
    card: CardShown | None
    created_at: When
    succeeded_at: When | None
    last_error: LastError | None
    refunded: Money
    receipt: ReceiptState | None


class StartedTopUp(TopUp):
    """A top-up with the secret that lets the browser confirm it with Stripe."""

    client_secret: str


class TopUpOffer(msgspec.Struct):
    """Whether and how the patient may top up. `reason` is a code, when not."""

    enabled: bool
    reason: TopUpUnavailableReason | None
    currency: str
    minimum: int
    maximum: int
    suggested: list[int]
    locations: list[Place]
    stripe_publishable_key: str
    card_notice: str


class ClinicShown(msgspec.Struct):
    """How the clinic looks to its people. `logo` is an address, `colours` are CSS colours, the accent first."""

    name: str
    language: str
    logo: str | None
    colours: list[str]


class PatientsCredit(msgspec.Struct):
    clinic: ClinicShown
    available: Money
    top_up: TopUpOffer


class ReceiptReady(msgspec.Struct, tag_field="status", tag="ready"):
    number: str
    url: str
    expires_at: When


class ReceiptPreparing(msgspec.Struct, tag_field="status", tag="preparing"):
    """Ask again in a moment."""


class PaymentAccount(msgspec.Struct):
    id: str
    name: str
    country: str
    currency: str
    charges_enabled: bool
    payouts_enabled: bool
    is_primary: bool
    eligible: bool
    ineligible_reason: Ineligible | None


class Actor(msgspec.Struct):
    kind: str
    id: str | None = None


class TopUpsState(msgspec.Struct):
    """Whether patients are offered top-ups now, and the reason when not."""

    enabled: bool
    reason: TopUpUnavailableReason | None


class BillingSettings(msgspec.Struct):
    clinic: ClinicShown
    account_credit_enabled: bool
    top_up_minimum: int
    top_up_maximum: int
    suggested_amounts: list[int]
    balance_maximum: int
    currency: str
    primary_account_id: str | None
    top_ups: TopUpsState
    changed_at: When | None
    changed_by: Actor | None


class Location(msgspec.Struct):
    id: str
    name: str
    active: bool


class LocationCredit(msgspec.Struct):
    location: Place
    available: Money


class PatientCredit(msgspec.Struct):
    available: Money
    by_location: list[LocationCredit]
    payments_unapplied: int


class Collector(msgspec.Struct):
    kind: str


class PaymentSummary(msgspec.Struct):
    """A payment in a list. Applied + refunded + disputed + unapplied = amount."""

    id: str
    patient_id: str
    amount: Money
    applied: Money
    refunded: Money
    disputed: Money
    unapplied: Money
    collected_by: Collector
    account_id: str | None
    location: Place
    card: CardShown | None
    created_at: When
    succeeded_at: When | None
    receipt: ReceiptState | None


class ActivityLine(msgspec.Struct):
    at: When
    kind: str
    actor: Actor
    amount: Money | None
    note: str


class Application(msgspec.Struct):
    """Credit applied to an invoice; `unapplied_at` when it came back."""

    id: str
    payment_id: str
    invoice_id: str
    amount: Money
    status: Literal["applied", "unapplied"]
    applied_at: When
    applied_by: Actor
    unapplied_at: When | None
    unapplied_by: Actor | None


class Applications(msgspec.Struct):
    """What one request applied across payments, oldest payment first."""

    invoice_id: str
    amount: Money
    applications: list[Application]


class Refund(msgspec.Struct):
    """Credit given back to the card. `failure` says why, when it failed and the credit came back."""

    id: str
    payment_id: str
    amount: Money
    status: RefundStatus
    reason: str
    failure: str | None
    requested_at: When
    requested_by: Actor
    settled_at: When | None


class Dispute(msgspec.Struct):
    """A chargeback or inquiry. The credit is gone from `withdrawn_at` to `reinstated_at`."""

    id: str
    amount: Money
    status: DisputeStatus
    reason: str
    opened_at: When
    withdrawn_at: When | None
    reinstated_at: When | None
    closed_at: When | None


class Payment(PaymentSummary):
    """A payment with everything that happened to it."""

    applications: list[Application]
    refunds: list[Refund]
    disputes: list[Dispute]
    activity: list[ActivityLine]


class EntryLine(msgspec.Struct):
    """One entry of the ledger. `amount` and `balance_after` are signed integers of minor units."""

    at: When
    kind: EntryKind
    amount: int
    payment_id: str
    actor: Actor
    balance_after: int


class History(msgspec.Struct):
    """Entries, newest first. `balance` is the balance with the newest of all, or as it stood `at` the moment asked."""

    items: list[EntryLine]
    next_cursor: str | None
    balance: Money


class Received(msgspec.Struct):
    received: bool
