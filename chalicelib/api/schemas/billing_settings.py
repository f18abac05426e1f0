from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.schemas.common import Actor, ClinicBranding, Limit, Timestamp
from chalicelib.credit.billing_settings import AutomaticApplication, InvoicePolicy
from chalicelib.credit.clinic import TopUpUnavailableReason
from chalicelib.credit.email_address import LONGEST_ADDRESS


class BillingSettingsUpdate(msgspec.Struct, forbid_unknown_fields=True):
    """The billing settings to change. Omitted fields keep their values."""

    account_credit_enabled: bool | UnsetType = UNSET
    top_up_minimum: Limit | UnsetType = UNSET
    top_up_maximum: Limit | UnsetType = UNSET
    suggested_amounts: Annotated[list[Limit], Meta(max_length=20)] | UnsetType = UNSET
    balance_maximum: Limit | UnsetType = UNSET
    memo_maximum: Limit | UnsetType = UNSET
    memo_daily_maximum: Limit | UnsetType = UNSET
    refund_fraud_warnings: bool | UnsetType = UNSET
    notice_email: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] | UnsetType | None = UNSET
    invoices: InvoicePolicy | UnsetType = UNSET
    patients_may_apply: bool | UnsetType = UNSET
    apply_automatically: AutomaticApplication | UnsetType = UNSET


class TopUpAvailability(msgspec.Struct):
    """Whether patients can top up now, with the reason when they cannot."""

    enabled: bool
    reason: TopUpUnavailableReason | None


class AccountRef(msgspec.Struct):
    id: str
    name: str


class BillingSettings(msgspec.Struct):
    """The clinic's settings; `accounts` names its payments accounts."""

    clinic: ClinicBranding
    account_credit_enabled: bool
    top_up_minimum: int
    top_up_maximum: int
    suggested_amounts: list[int]
    balance_maximum: int
    memo_maximum: int
    memo_daily_maximum: int
    refund_fraud_warnings: bool
    notice_email: str | None
    invoices: InvoicePolicy
    patients_may_apply: bool
    apply_automatically: AutomaticApplication
    currency: str
    primary_account_id: str | None
    accounts: list[AccountRef]
    top_ups: TopUpAvailability
    changed_at: Timestamp | None
    changed_by: Actor | None


class SettingsChange(msgspec.Struct):
    """A change of one setting. `before` is null also where it was not kept."""

    at: Timestamp
    by: Actor | None
    field: str
    before: bool | int | str | list[int] | None
    after: bool | int | str | list[int] | None
