"""Billing settings: whether patients may add account credit, how much, and who said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.credit.email_address import REQUIRED, is_mailable
from chalicelib.credit.errors import FieldError, Invalid
from chalicelib.credit.identity import Actor
from chalicelib.credit.money import LARGEST_AMOUNT
from chalicelib.credit.text import has_visible, is_hidden

SMALLEST_TOP_UP = 50
"""Stripe's smallest charge in US and Canadian dollars, in minor units (docs.stripe.com/currencies)."""
LARGEST_BALANCE = 10 * LARGEST_AMOUNT
MOST_SUGGESTIONS = 6
MEMO_MAXIMUM = 50_000
MEMO_DAILY_MAXIMUM = 200_000
LONGEST_REFUND_POLICY = 500


class InvoicePolicy(StrEnum):
    """The invoices that credit can be applied to: any id that staff type, or only invoices that were sent."""

    ANY = "any"
    KNOWN = "known"


class AutomaticApplication(StrEnum):
    """Whether credit is applied by itself when an open invoice is sent."""

    OFF = "off"
    OLDEST_FIRST = "oldest_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingSettings:
    """A clinic's settings. Amounts are minor units of its currency; `version` is what an ETag stands for.

    A memo is at most `memo_maximum`, and all of the clinic's memos of one day at most `memo_daily_maximum`.
    `refund_fraud_warnings` is whether a payment that the card's bank reported as likely fraud is refunded by itself.
    Notices to the clinic go to `notice_email`.
    `refund_policy` is in the clinic's words, for patients; `statement_name` is its part of what card statements show.
    """

    account_credit_enabled: bool = False
    top_up_minimum: int = 500
    top_up_maximum: int = 100_000
    suggested_amounts: tuple[int, ...] = (2_500, 5_000, 10_000)
    balance_maximum: int = 500_000
    invoices: InvoicePolicy = InvoicePolicy.ANY
    patients_may_apply: bool = False
    apply_automatically: AutomaticApplication = AutomaticApplication.OFF
    memo_maximum: int = MEMO_MAXIMUM
    memo_daily_maximum: int = MEMO_DAILY_MAXIMUM
    refund_fraud_warnings: bool = False
    notice_email: str | None = None
    refund_policy: str | None = None
    statement_name: str | None = None
    primary_account_id: str | None = None
    version: int = 1
    changed_at: datetime | None = None
    changed_by: Actor | None = None


SettingValue = bool | int | str | list[int] | None
KEPT_APART = ("version", "changed_at", "changed_by")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One setting before and after a change. `before` is None also where an older release did not keep it."""

    field: str
    before: SettingValue
    after: SettingValue


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """A line of the history of settings. `key` orders the history; `version` is that of the settings after it."""

    key: str
    version: int
    at: datetime
    by: Actor | None
    change: FieldChange


def changes_between(before: BillingSettings, after: BillingSettings) -> tuple[FieldChange, ...]:
    """The settings that differ, in order of their names."""
    names = sorted(each.name for each in fields(before) if each.name not in KEPT_APART)
    values = ((name, _plain(getattr(before, name)), _plain(getattr(after, name))) for name in names)
    return tuple(FieldChange(*each) for each in values if each[1] != each[2])


def _plain(value: Any) -> SettingValue:
    if isinstance(value, tuple):
        return list(value)
    plain: SettingValue = str(value) if isinstance(value, StrEnum) else value
    return plain


def check_settings(settings: BillingSettings) -> None:
    """Raises Invalid, naming each field that is wrong and what would be right."""
    errors = tuple(_problems(settings))
    if errors:
        raise Invalid("Some settings are out of range.", errors=errors)


def _problems(settings: BillingSettings) -> Iterator[FieldError]:
    low, high = settings.top_up_minimum, settings.top_up_maximum
    if not SMALLEST_TOP_UP <= low <= LARGEST_AMOUNT:
        yield FieldError("top_up_minimum", f"must be between {SMALLEST_TOP_UP} and {LARGEST_AMOUNT}")
    if not low <= high <= LARGEST_AMOUNT:
        yield FieldError("top_up_maximum", f"must be between top_up_minimum ({low}) and {LARGEST_AMOUNT}")
    if not high <= settings.balance_maximum <= LARGEST_BALANCE:
        yield FieldError("balance_maximum", f"must be between top_up_maximum ({high}) and {LARGEST_BALANCE}")
    for name in ("memo_maximum", "memo_daily_maximum"):
        if not 0 <= getattr(settings, name) <= LARGEST_BALANCE:
            yield FieldError(name, f"must be between 0 and {LARGEST_BALANCE}")
    if settings.notice_email is not None and not is_mailable(settings.notice_email):
        yield FieldError("notice_email", REQUIRED)
    yield from _problems_of_policy(settings.refund_policy)
    if len(settings.suggested_amounts) > MOST_SUGGESTIONS:
        yield FieldError("suggested_amounts", f"must be at most {MOST_SUGGESTIONS} amounts")
    elif not all(low <= amount <= high for amount in settings.suggested_amounts):
        yield FieldError("suggested_amounts", f"must each be between {low} and {high}")
    elif len(set(settings.suggested_amounts)) != len(settings.suggested_amounts):
        yield FieldError("suggested_amounts", "must be different from each other")


def _problems_of_policy(policy: str | None) -> Iterator[FieldError]:
    if policy is None:
        return
    if len(policy) > LONGEST_REFUND_POLICY:
        yield FieldError("refund_policy", f"must be at most {LONGEST_REFUND_POLICY} characters")
    elif any(is_hidden(each) for each in policy if each != "\n"):
        yield FieldError("refund_policy", "must hold no control or direction character")
    elif not has_visible(policy):
        yield FieldError("refund_policy", "must hold at least one visible character, or be null")
