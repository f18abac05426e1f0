"""Adding a clinic, or changing its profile, as its operator describes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic, Location, PaymentsAccount
from chalicelib.credit.clinic_plan import ClinicPlan, NamedId
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.identity import Actor
from chalicelib.credit.operator_acts import ActKind, OperatorAct, clinic_changes
from chalicelib.services.clinics.provision_clinic import ProvisionClinic
from chalicelib.services.ports import Accounts, Clinics, Clock
from chalicelib.services.retry import retry_on_conflict

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionPlan:
    clinics: Clinics
    accounts: Accounts
    provision_clinic: ProvisionClinic
    clock: Clock

    def __call__(self, plan: ClinicPlan, by: Actor) -> Clinic:
        """Write the clinic, and the act, and return the clinic as stored. Repeatable: what is so already is no act.

        Existing settings stay, the primary account included; a new clinic has credit switched off and no primary
        account. Raises Invalid, and NotAllowed for an account of another clinic or one that left the platform.
        """
        plan.check()
        for account in plan.accounts:
            owner = self.clinics.clinic_of_account(account.id)
            if owner not in (None, plan.profile.id):
                raise NotAllowed(f"The account {account.id} belongs to the clinic {owner}.")
        accounts = self._described(plan.accounts)
        return retry_on_conflict(lambda: self._write(plan, accounts, by), self.clock)

    def _write(self, plan: ClinicPlan, accounts: tuple[PaymentsAccount, ...], by: Actor) -> Clinic:
        known = self._known(plan.profile.id)
        profile = replace(plan.profile, version=known.profile.version if known else 0)
        locations = tuple(Location(place.id, place.name, active=True) for place in plan.locations)
        clinic = Clinic(profile=profile, settings=BillingSettings(), accounts=accounts, locations=locations)
        self.provision_clinic(clinic, self._act(known, clinic, by))
        return self.clinics.get(profile.id)

    def _act(self, known: Clinic | None, clinic: Clinic, by: Actor) -> OperatorAct | None:
        changes = clinic_changes(known, clinic)
        if not changes:
            return None
        kind = ActKind.CHANGED if known else ActKind.ADDED
        return OperatorAct(clinic_id=clinic.profile.id, at=self.clock.now(), by=by, kind=kind, changes=changes)

    def _known(self, clinic_id: str) -> Clinic | None:
        try:
            return self.clinics.get(clinic_id)
        except NotFound:
            return None

    def _described(self, accounts: tuple[NamedId, ...]) -> tuple[PaymentsAccount, ...]:
        own = self.accounts.own_account_id()
        found = tuple(self.accounts.account(_unseen(account, own)) for account in accounts)
        for account in found:
            if account.deauthorized:
                raise NotAllowed(f"The account {account.id} is not connected to this platform at Stripe.")
        return found


def _unseen(account: NamedId, own: str) -> PaymentsAccount:
    return PaymentsAccount(
        id=account.id,
        name=account.name,
        country="",
        currency="",
        charges_enabled=False,
        payouts_enabled=False,
        as_of=LONG_AGO,
        is_platform=account.id == own,
    )
