from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from chalicelib.api.schemas.common import LocationRef, Money, PatientRef
from chalicelib.credit.payment import Source, Tender


class UnappliedCreditLine(msgspec.Struct):
    """A payment with unapplied credit, as it was at the end of the day. A shortfall is negative."""

    patient: PatientRef
    payment_id: str
    receipt_number: str | None
    received_on: date
    days_open: int
    location: LocationRef
    account_id: str | None
    source: Source
    received: Money
    applied: Money
    refunded: Money
    disputed: Money
    transferred: Money
    unapplied: Money


class AgeTotal(msgspec.Struct):
    """Credit of `from_days` to `to_days` days, both included; `to_days` is null for the oldest."""

    from_days: int
    to_days: int | None
    unapplied: Money


class UnappliedTotals(msgspec.Struct):
    """Totals of the whole report, not of one page of it."""

    unapplied: Money
    payments: int
    patients: int
    by_age: list[AgeTotal]


class UnappliedCredit(msgspec.Struct):
    """The clinic's unapplied credit at the end of `as_of`, the oldest first."""

    as_of: date
    lines: list[UnappliedCreditLine]
    totals: UnappliedTotals
    next_cursor: str | None


class CreditMovementAmounts(msgspec.Struct, kw_only=True):
    """`opening` plus every other amount is `closing`. What left the clinic's credit is negative."""

    opening: Money
    card_online: Money
    recorded: Money
    memo: Money
    opening_balance: Money
    applied: Money
    unapplied: Money
    refunded: Money
    refund_failed: Money
    disputed: Money
    dispute_won: Money
    transferred: Money
    voided: Money
    closing: Money


class CreditMovementGroup(CreditMovementAmounts, kw_only=True):
    """`id` and `name` of the location, account or source; `id` is null for payments without an account."""

    id: str | None
    name: str | None


class CreditMovement(msgspec.Struct):
    """The movement of the clinic's credit in the days `from_date` to `to_date`, both included."""

    from_date: date
    to_date: date
    groups: list[CreditMovementGroup]
    totals: CreditMovementAmounts


class CreditHeld(msgspec.Struct):
    """The credit of a location or account now; `id` is null for payments without an account."""

    id: str | None
    name: str | None
    closing: Money


class Attention(msgspec.Struct):
    """A payment that staff have to look at, since when, and the amount in question.

    `hold`: its unapplied credit is on hold. `refund_failed`: a refund of it failed in the last 30 days, and none was
    requested since.
    """

    kind: Literal["hold", "refund_failed"]
    patient: PatientRef
    payment_id: str
    amount: Money
    since: datetime


class Overview(msgspec.Struct):
    """The clinic now. `movement` is of `today`; its closing is the credit held.

    `open_disputes` counts at most 99; `more_disputes` is whether there are more. `attention` are at most 20 of a kind.
    `disabled_endpoints` are webhook endpoints that nothing is sent to any more, because they failed for too long.
    """

    today: date
    movement: CreditMovementAmounts
    by_location: list[CreditHeld]
    by_account: list[CreditHeld]
    open_disputes: int
    more_disputes: bool
    attention: list[Attention]
    has_top_ups: bool
    disabled_endpoints: int


class LiabilityGroup(msgspec.Struct):
    """A location, account or source, and its credit at the end of each of the report's days, in minor units."""

    id: str | None
    name: str | None
    closing: list[int]


class Liability(msgspec.Struct):
    """The clinic's credit at the end of each day, oldest first, for charts. A shortfall is negative."""

    currency: str
    days: list[date]
    groups: list[LiabilityGroup]


class TakingsLine(msgspec.Struct):
    """Money that the clinic took. `recorded_on` is the day that it joined the ledger.

    `fee` is the platform's, or Stripe's on the platform's own account; it and `net` are null until Stripe reports it.
    `payout_id` and `paid_out_on` are null until Stripe reports the payout.
    """

    patient: PatientRef
    payment_id: str
    receipt_number: str | None
    recorded_on: date
    received_on: date
    location: LocationRef
    account_id: str | None
    source: Source
    tender: Tender | None
    amount: Money
    voided: Money
    fee: Money | None
    net: Money | None
    payout_id: str | None
    paid_out_on: date | None


class TakingsTotals(msgspec.Struct):
    """Totals of the whole report. `fee` is the sum of known fees; `fees_unknown` counts the payments without one."""

    amount: Money
    voided: Money
    fee: Money
    payments: int
    fees_unknown: int


class Takings(msgspec.Struct):
    """The money that the clinic took in the days `from_date` to `to_date`, both included."""

    from_date: date
    to_date: date
    lines: list[TakingsLine]
    totals: TakingsTotals
    next_cursor: str | None
