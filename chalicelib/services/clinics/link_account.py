"""Linking Stripe's page where a payments account is completed: its holder tells Stripe what Stripe wants to know."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.services.ports import Accounts, Clinics


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccount:
    clinics: Clinics
    stripe: Accounts

    def __call__(self, clinic_id: str, account_id: str, back_to: str) -> str:
        """Return an address that is good for one visit; Stripe returns its visitor to `back_to`.

        Raises NotFound for an account of another clinic, and NotAllowed for one that has no such page.
        """
        account = self.clinics.get(clinic_id).account(account_id)
        if account is None:
            raise NotFound("payments account")
        if account.is_platform:
            raise NotAllowed("Complete this account in its Stripe dashboard.", code="account_has_no_link")
        return self.stripe.onboarding_link(account, back_to)
