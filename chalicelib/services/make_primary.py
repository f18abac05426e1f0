"""Designating the primary payments account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.credit.errors import NotFound
from chalicelib.services.retry import retry_on_conflict

if TYPE_CHECKING:
    from chalicelib.credit.clinic import Clinic, PaymentsAccount
    from chalicelib.credit.identity import Actor
    from chalicelib.services.ports import Clinics, Clock, Payments


def make_primary(
    clinic_id: str, account_id: str, actor: Actor, *, clinics: Clinics, payments: Payments, clock: Clock
) -> tuple[Clinic, PaymentsAccount]:
    """Makes one of the clinic's accounts the primary one, if Stripe says now that it can be.

    Top-ups that were started keep the account they were started with. Raises NotFound and AccountNotEligible.
    """
    account = _described_now(clinics.get(clinic_id), account_id, clinics, payments)
    return retry_on_conflict(lambda: _designate(clinic_id, account, actor, clinics, clock), clock), account


def _described_now(clinic: Clinic, account_id: str, clinics: Clinics, payments: Payments) -> PaymentsAccount:
    known = clinic.account(account_id)
    if known is None:
        raise NotFound("payments account")
    account = payments.account(known)
    clinics.save_account(clinic.profile.id, account)
    clinic.require_eligible(account)
    return account


def _designate(clinic_id: str, account: PaymentsAccount, actor: Actor, clinics: Clinics, clock: Clock) -> Clinic:
    clinic = clinics.get(clinic_id)
    before = clinic.settings
    if before.primary_account_id == account.id:
        return clinic
    settings = replace(
        before,
        primary_account_id=account.id,
        version=before.version + 1,
        changed_at=clock.now(),
        changed_by=actor,
    )
    clinics.save_settings(clinic_id, settings, f"primary account: {before.primary_account_id} -> {account.id}")
    return replace(clinic, settings=settings)
