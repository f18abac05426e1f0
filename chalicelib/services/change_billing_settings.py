"""Changing billing settings, by somebody who saw what they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.credit.billing_settings import BillingSettings, check_settings
from chalicelib.credit.errors import Conflict, NotAllowed, StaleVersion

if TYPE_CHECKING:
    from chalicelib.credit.clinic import Clinic
    from chalicelib.credit.identity import Actor
    from chalicelib.services.ports import Clinics, Clock

WHY_NOT = {
    "clinic_not_supported": "Account credit is for clinics in the United States and Canada.",
    "no_primary_account": "Choose the primary payments account first, in Settings > Payments.",
    "primary_account_not_eligible": "The primary account takes no payments now. Choose another in Settings > Payments.",
}


def change_billing_settings(
    clinic_id: str, changes: Mapping[str, object], seen_version: int, actor: Actor, *, clinics: Clinics, clock: Clock
) -> Clinic:
    """Applies `changes` to the settings of version `seen_version`.

    Raises StaleVersion when they changed since, Invalid when a limit is out of range, and NotAllowed when it switches
    account credit on without a usable primary account.
    """
    clinic = clinics.get(clinic_id)
    if clinic.settings.version != seen_version:
        raise _stale(clinic.settings)
    settings = replace(
        clinic.settings,
        **changes,  # type: ignore[arg-type]
        version=seen_version + 1,
        changed_at=clock.now(),
        changed_by=actor,
    )
    check_settings(settings)
    changed = replace(clinic, settings=settings)
    if settings.account_credit_enabled and changed.cannot_enable and not clinic.settings.account_credit_enabled:
        raise NotAllowed(WHY_NOT[changed.cannot_enable], code=changed.cannot_enable)
    _save(changed, ", ".join(f"{name}: {value}" for name, value in sorted(changes.items())), clinics)
    return changed


def _save(clinic: Clinic, note: str, clinics: Clinics) -> None:
    try:
        clinics.save_settings(clinic.profile.id, clinic.settings, note)
    except Conflict:
        raise _stale(clinics.get(clinic.profile.id).settings) from None


def _stale(settings: BillingSettings) -> StaleVersion:
    who = settings.changed_by.id if settings.changed_by else "somebody"
    when = f" at {settings.changed_at:%Y-%m-%d %H:%M} UTC" if settings.changed_at else ""
    return StaleVersion(f"These settings were changed by {who}{when}. Read them again, then repeat your change.")
