from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.applications import Application
from chalicelib.api.schemas.common import (
    Actor,
    Amount,
    CardSummary,
    Id,
    LocationRef,
    Money,
    PatientRef,
    RequestedMoney,
    Timestamp,
)
from chalicelib.api.schemas.receipts import ReceiptState
from chalicelib.api.schemas.refunds import Refund
from chalicelib.credit.payment import HoldReason, Source, Tender
from chalicelib.credit.records import DisputeStatus
from chalicelib.credit.text import LONGEST_REASON, LONGEST_REFERENCE


class PaymentCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Credit that did not come through Stripe.

    `recorded` needs `tender` and may have `received_on` and `reference`; `memo` needs `reason`; `opening_balance` needs
    `as_of` and `reference`. Days are the clinic's.
    """

    source: Literal["recorded", "memo", "opening_balance"]
    amount: Amount | RequestedMoney
    location_id: Id
    tender: Tender | None = None
    received_on: date | None = None
    as_of: date | None = None
    reference: Annotated[str, Meta(min_length=1, max_length=LONGEST_REFERENCE)] | None = None
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)] | None = None


class PaymentVoid(msgspec.Struct, forbid_unknown_fields=True):
    """A payment to void. `reason` is kept in the clinic's records."""

    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]


class Collector(msgspec.Struct, omit_defaults=True):
    """The one who took the money: the patient online, or staff."""

    kind: str
    id: str | None = None
    name: str | None = None


class Origin(msgspec.Struct):
    """The payment that a transferred one first was."""

    patient_id: str
    payment_id: str


class PaymentHold(msgspec.Struct):
    """A hold on the payment's unapplied amount: it can be refunded or released, and not applied."""

    reason: HoldReason
    at: Timestamp


class PaymentSummary(msgspec.Struct):
    """A payment in a list. Applied + refunded + disputed + transferred + voided + unapplied = amount."""

    id: str
    patient_id: str
    patient: PatientRef
    amount: Money
    applied: Money
    refunded: Money
    disputed: Money
    transferred: Money
    voided: Money
    unapplied: Money
    source: Source
    tender: Tender | None
    received_on: date | None
    reference: str | None
    origin: Origin | None
    collected_by: Collector
    account_id: str | None
    location: LocationRef
    card: CardSummary | None
    created_at: Timestamp
    succeeded_at: Timestamp | None
    receipt: ReceiptState | None
    hold: PaymentHold | None


class PaymentTotals(msgspec.Struct):
    """Totals of all payments that the filters pass, on whichever page."""

    payments: int
    amount: Money
    unapplied: Money


class ClinicPayments(msgspec.Struct):
    """One page of the clinic's payments. Days are those of `time_zone`.

    `totals` is null unless asked for, and where more than 5,000 payments would have to be read.
    """

    items: list[PaymentSummary]
    next_cursor: str | None
    time_zone: str
    totals: PaymentTotals | None


class ActivityLine(msgspec.Struct):
    at: Timestamp
    kind: str
    actor: Actor
    amount: Money | None
    note: str


class Dispute(msgspec.Struct):
    """A chargeback or inquiry. The credit is withdrawn from `withdrawn_at` until `reinstated_at`."""

    id: str
    amount: Money
    status: DisputeStatus
    reason: str
    opened_at: Timestamp
    withdrawn_at: Timestamp | None
    reinstated_at: Timestamp | None
    closed_at: Timestamp | None


class PaymentTransfer(msgspec.Struct):
    """Credit of the payment that went to another patient, as their payment `to_payment_id`."""

    id: str
    to_patient_id: str
    to_payment_id: str
    amount: Money
    reason: str
    transferred_at: Timestamp
    transferred_by: Actor


class Payment(PaymentSummary):
    """A payment with its applications, refunds, disputes, transfers and activity.

    `terms_version` is the version of the billing settings whose refund policy and card statement words the patient was
    shown before paying; null for a payment that staff recorded, or of an older release.
    """

    terms_version: int | None
    applications: list[Application]
    refunds: list[Refund]
    disputes: list[Dispute]
    transfers: list[PaymentTransfer]
    activity: list[ActivityLine]
