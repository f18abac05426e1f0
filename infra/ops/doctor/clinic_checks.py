"""Clinics that offer top-ups: whether their primary account's row agrees with Stripe."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.bootstrap import Services
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import CreditError
from chalicelib.dynamodb.settings_items import SettingsItem
from chalicelib.services.clinics.check_primary_accounts import unusable_primary
from chalicelib.services.ports.checks import Finding
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
        yield from unusable_primary(clinic, primary)
        return
    try:
        now = services.accounts.account(primary)
    except CreditError:
        yield Finding(f"{name}: Stripe does not know {primary.id}.", "Connect the account again, then provision")
        return
    if any(getattr(now, fact) != getattr(primary, fact) for fact in SEEN):
        yield Finding(f"{name}: Stripe and our record disagree on {primary.id}.", _ask(name))
    yield from unusable_primary(clinic, now)


def _ask(clinic: str) -> str:
    return f"python -m infra.ops.operate STAGE accounts {clinic}"
