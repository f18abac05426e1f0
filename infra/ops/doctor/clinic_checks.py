"""Clinics that offer top-ups: whether their primary account's row agrees with Stripe."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.bootstrap import Services
from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.errors import CreditError
from chalicelib.dynamodb.clinic_items import SettingsItem
from infra.ops.doctor.findings import Finding
from infra.ops.operate.environment import StageEnvironment, enter

SEEN = ("country", "currency", "charges_enabled", "payouts_enabled")


def primary_accounts(deployed: StageEnvironment) -> Iterator[Finding]:
    """Check that each clinic with account credit on has a usable primary account."""
    services = enter(deployed.environment())
    for item in SettingsItem.scan(SettingsItem.account_credit_enabled == True):  # noqa: E712
        yield from _clinic(services.clinics.get(item.pk), services)


def _clinic(clinic: Clinic, services: Services) -> Iterator[Finding]:
    name, primary = clinic.profile.id, clinic.primary
    if primary is None:
        yield Finding(f"{name} offers top-ups and has no primary account.", "The clinic presses Make Primary")
        return
    try:
        now = services.accounts.account(primary)
    except CreditError:
        yield Finding(f"{name}: Stripe does not know {primary.id}.", "Connect the account again, then provision")
        return
    if any(getattr(now, fact) != getattr(primary, fact) for fact in SEEN):
        yield Finding(f"{name}: Stripe and our record disagree on {primary.id}.", _ask(name))
    yield from _usable(clinic, now)


def _usable(clinic: Clinic, primary: PaymentsAccount) -> Iterator[Finding]:
    reason = clinic.ineligible(primary)
    if reason:
        yield Finding(
            f"{clinic.profile.id} offers no top-ups: {primary.id} is not eligible ({reason}).",
            "The clinic finishes the account's set-up with Stripe, or makes another one primary",
        )


def _ask(clinic: str) -> str:
    return f"python -m infra.ops.operate STAGE accounts {clinic}"
