"""Changing billing settings, against the version that the caller read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.credit.billing_settings import BillingSettings, FieldChange, changes_between, check_settings
from chalicelib.credit.clinic import CLOSED_SENTENCE, Clinic
from chalicelib.credit.errors import Conflict, NotAllowed, StaleVersion
from chalicelib.credit.identity import Actor
from chalicelib.services.ports import Clinics, Clock

WHY_NOT = {
    "clinic_closed": CLOSED_SENTENCE,
    "clinic_not_supported": "Account credit is for clinics in the United States and Canada.",
    "no_primary_account": "Choose the primary payments account first, in Settings > Payments.",
    "primary_account_not_eligible": "The primary account takes no payments now. Choose another in Settings > Payments.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBillingSettings:
    clinics: Clinics
    clock: Clock

    def __call__(self, clinic_id: str, changes: Mapping[str, object], seen_version: int, actor: Actor) -> Clinic:
        """Apply `changes` to the settings of version `seen_version`.

        Raises StaleVersion when they changed since, Invalid when a limit is out of range, and NotAllowed when account
        credit would be enabled without a usable primary account.
        """
        clinic = self.clinics.get(clinic_id)
        if clinic.settings.version != seen_version:
            raise _stale(clinic.settings)
        settings = replace(
            clinic.settings,
            **_trimmed(changes),  # type: ignore[arg-type]
            version=seen_version + 1,
            changed_at=self.clock.now(),
            changed_by=actor,
        )
        check_settings(settings)
        changed = replace(clinic, settings=settings)
        if "statement_name" in changes:
            changed.check_statement_name()
        if settings.account_credit_enabled and changed.cannot_enable and not clinic.settings.account_credit_enabled:
            raise NotAllowed(WHY_NOT[changed.cannot_enable], code=changed.cannot_enable)
        self._save(
            changed,
            ", ".join(f"{name}: {value}" for name, value in sorted(changes.items())),
            changes_between(clinic.settings, settings),
        )
        if clinic.notice_problem and settings.notice_email != clinic.settings.notice_email:
            self.clinics.save_notice_problem(clinic_id, None)
            return replace(changed, notice_problem=None)
        return changed

    def _save(self, clinic: Clinic, note: str, changes: Sequence[FieldChange]) -> None:
        try:
            self.clinics.save_settings(clinic.profile.id, clinic.settings, note, changes)
        except Conflict:
            raise _stale(self.clinics.get(clinic.profile.id).settings) from None


def _trimmed(changes: Mapping[str, object]) -> dict[str, object]:
    """The changes with typed text trimmed; a choice is a str of its own kind, and stays one."""
    return {name: value.strip() if type(value) is str else value for name, value in changes.items()}


def _stale(settings: BillingSettings) -> StaleVersion:
    by = f" by {settings.changed_by.name or settings.changed_by.id}" if settings.changed_by else ""
    when = f" at {settings.changed_at:%Y-%m-%d %H:%M} UTC" if settings.changed_at else ""
    return StaleVersion(f"These settings were changed{by}{when}. Read them again, then repeat your change.")
