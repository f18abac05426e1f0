"""Payments accounts, at Stripe: what they may do, what Stripe still wants to know, and the page to tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import stripe
from stripe import V1Services

from chalicelib.credit.clinic import PaymentsAccount
from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.statement_descriptor import prefix_of
from chalicelib.stripe_gateway.errors import code_of, is_missing, read_object, translate_errors
from chalicelib.stripe_gateway.objects import (
    Account,
    AccountSettings,
    CardPaymentsSettings,
    PaymentsSettings,
    Requirements,
)

CAPABILITIES = ("card_payments", "transfers")
"""Needed for destination charges on behalf of an account (docs.stripe.com/connect/account-capabilities)."""
NO_ACCESS = "account_invalid"
"""The code for an account that left the platform (docs.stripe.com/error-codes#account-invalid)."""


def described(v1: V1Services, account: PaymentsAccount, *, as_of: datetime) -> PaymentsAccount:
    """The account as Stripe describes it now; `deauthorized` if the platform can't see it any more.

    `as_of` is from before the request: of two descriptions, the one that was asked for later is not the older one.
    """
    found = _retrieved(v1, account)
    if found is None:
        return replace(account, deauthorized=True, as_of=as_of)
    requirements = found.requirements or Requirements()
    descriptor, prefix = _statement_words(found.settings or AccountSettings())
    return PaymentsAccount(
        id=account.id,
        name=account.name,
        country=found.country or "",
        currency=found.default_currency or "",
        charges_enabled=found.charges_enabled,
        payouts_enabled=found.payouts_enabled,
        as_of=as_of,
        is_platform=account.is_platform,
        inactive_capabilities=() if account.is_platform else _inactive(found),
        disabled_reason=requirements.disabled_reason,
        currently_due=tuple(requirements.currently_due or ()),
        statement_descriptor=descriptor,
        statement_prefix=prefix_of(prefix, descriptor),
    )


def _statement_words(settings: AccountSettings) -> tuple[str | None, str | None]:
    """The account's whole descriptor, and its prefix."""
    payments, cards = settings.payments or PaymentsSettings(), settings.card_payments or CardPaymentsSettings()
    return payments.statement_descriptor or None, cards.statement_descriptor_prefix or None


def onboarding_link(v1: V1Services, account_id: str, back_to: str) -> str:
    """The address of Stripe's page, good for some minutes and one visit, where the account's holder completes it."""
    with translate_errors():
        made = v1.account_links.create(
            {"account": account_id, "type": "account_onboarding", "return_url": back_to, "refresh_url": back_to}
        )
    return made.url


def own_account_id(v1: V1Services) -> str:
    """The id of the account that the key belongs to."""
    with translate_errors():
        return v1.accounts.retrieve_current().id


def _retrieved(v1: V1Services, account: PaymentsAccount) -> Account | None:
    with translate_errors():
        try:
            found = v1.accounts.retrieve_current() if account.is_platform else v1.accounts.retrieve(account.id)
        except stripe.PermissionError as fault:
            if code_of(fault) == NO_ACCESS:
                return None
            raise
        except stripe.InvalidRequestError as fault:
            if is_missing(fault):
                raise NotAllowed(f"Stripe has no account {account.id}.", code="refused_by_stripe") from fault
            raise
    return read_object(found, Account)


def _inactive(account: Account) -> tuple[str, ...]:
    return tuple(name for name in CAPABILITIES if (account.capabilities or {}).get(name) != "active")
