"""Checking that clinics which offer top-ups can take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.services.ports import ClinicReader
from chalicelib.services.ports.checks import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPrimaryAccounts:
    """Accounts are as the daily round read them from Stripe (see refresh_accounts), so that no check asks Stripe."""

    clinics: ClinicReader

    def __call__(self) -> Iterator[Finding]:
        """Check that each clinic with account credit on has a primary account that takes top-ups."""
        for clinic_id in self.clinics.clinic_ids():
            clinic = self.clinics.get(clinic_id)
            if clinic.settings.account_credit_enabled:
                yield from unusable_primary(clinic, clinic.primary)


def unusable_primary(clinic: Clinic, primary: PaymentsAccount | None) -> Iterator[Finding]:
    """Yield the reason that patients can't top up by `primary`, as it is in our record or at Stripe."""
    name = clinic.profile.id
    if primary is None:
        yield Finding(f"{name} offers top-ups and has no primary account.", "The clinic presses Make Primary")
        return
    reason = clinic.ineligible(primary)
    if reason:
        yield Finding(
            f"{name} offers no top-ups: {primary.id} is not eligible ({reason}).",
            "The clinic finishes the account's set-up with Stripe, or makes another one primary",
        )
