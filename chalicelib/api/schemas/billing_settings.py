from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.schemas.common import Actor, ClinicBranding, Limit, Timestamp
from chalicelib.api.schemas.notices import UndeliverableAddress
from chalicelib.credit.billing_settings import LONGEST_REFUND_POLICY, AutomaticApplication, InvoicePolicy
from chalicelib.credit.clinic import TopUpUnavailableReason
from chalicelib.credit.email_address import LONGEST_ADDRESS
from chalicelib.credit.statement_descriptor import LONGEST_DESCRIPTOR


class BillingSettingsUpdate(msgspec.Struct, forbid_unknown_fields=True):
    """The billing settings to change. Omitted fields keep their values.

    `refund_policy` is shown to patients before they pay. `statement_name` follows the account's prefix on card
    statements: 22 characters with it and `* `, at least one letter, none of < > \\ ' \" *. Null removes either.
    """

    account_credit_enabled: bool | UnsetType = UNSET
    top_up_minimum: Limit | UnsetType = UNSET
    top_up_maximum: Limit | UnsetType = UNSET
    suggested_amounts: Annotated[list[Limit], Meta(max_length=20)] | UnsetType = UNSET
    balance_maximum: Limit | UnsetType = UNSET
    memo_maximum: Limit | UnsetType = UNSET
    memo_daily_maximum: Limit | UnsetType = UNSET
    refund_fraud_warnings: bool | UnsetType = UNSET
    notice_email: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] | UnsetType | None = UNSET
    refund_policy: Annotated[str, Meta(min_length=1, max_length=LONGEST_REFUND_POLICY)] | UnsetType | None = UNSET
    statement_name: Annotated[str, Meta(min_length=1, max_length=LONGEST_DESCRIPTOR)] | UnsetType | None = UNSET
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
    """The clinic's settings; `accounts` names its payments accounts.

    `statement_descriptor` is what card statements show now: the primary account's prefix at Stripe, then
    `statement_name`. It is null until the prefix is known.
    """

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
    notice_email_undeliverable: UndeliverableAddress | None
    refund_policy: str | None
    statement_name: str | None
    statement_descriptor: str | None
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
    """A change of one setting, which made `version` of the settings. `before` is null also where it was not kept."""

    at: Timestamp
    by: Actor | None
    version: int
    field: str
    before: bool | int | str | list[int] | None
    after: bool | int | str | list[int] | None
