from __future__ import annotations

import msgspec

from chalicelib.credit.clinic import Ineligible


class AccountLink(msgspec.Struct):
    """The address of Stripe's page where a payments account is completed. Good for one visit, within minutes."""

    url: str


class PaymentAccount(msgspec.Struct):
    """A payments account of the clinic. `ineligible_reason` is set when it cannot be primary."""

    id: str
    name: str
    country: str
    currency: str
    charges_enabled: bool
    payouts_enabled: bool
    is_primary: bool
    eligible: bool
    ineligible_reason: Ineligible | None
