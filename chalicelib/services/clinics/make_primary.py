"""Designating the primary payments account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.credit.billing_settings import changes_between
from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import Actor
from chalicelib.services.ports import Accounts, Clinics, Clock
from chalicelib.services.retry import retry_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePrimary:
    clinics: Clinics
    stripe: Accounts
    clock: Clock

    def __call__(self, clinic_id: str, account_id: str, actor: Actor) -> tuple[Clinic, PaymentsAccount]:
        """Make one of the clinic's accounts the primary one, if Stripe's description of it now allows that.

        Top-ups already started keep their account. Raises NotFound and AccountNotEligible.
        """
        account = self._refresh(self.clinics.get(clinic_id), account_id)
        return retry_on_conflict(lambda: self._designate(clinic_id, account, actor), self.clock), account

    def _refresh(self, clinic: Clinic, account_id: str) -> PaymentsAccount:
        known = clinic.account(account_id)
        if known is None:
            raise NotFound("payments account")
        account = self.stripe.account(known)
        self.clinics.save_account(clinic.profile.id, account)
        clinic.require_eligible(account)
        return account

    def _designate(self, clinic_id: str, account: PaymentsAccount, actor: Actor) -> Clinic:
        clinic = self.clinics.get(clinic_id)
        before = clinic.settings
        if before.primary_account_id == account.id:
            return clinic
        settings = replace(
            before,
            primary_account_id=account.id,
            version=before.version + 1,
            changed_at=self.clock.now(),
            changed_by=actor,
        )
        note = f"primary account: {before.primary_account_id} -> {account.id}"
        self.clinics.save_settings(clinic_id, settings, note, changes_between(before, settings))
        return replace(clinic, settings=settings)
