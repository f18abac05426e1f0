"""Clinics in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.billing_settings import BillingSettings, FieldChange, SettingsChange
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.errors import Conflict, NotFound, account_taken
from chalicelib.credit.identity import Actor
from chalicelib.credit.identity_provider import MOST_CLINIC_CLAIMS, IdentityProvider, too_many_clinic_claims
from chalicelib.credit.operator_acts import OperatorAct
from chalicelib.credit.read_only import ReadOnly
from chalicelib.services.pagination import Page, PageRequest
from tests.fakes.rows import Newest


class FakeClinics:
    """See services.ports.Clinics. `history` holds the notes of each clinic's changes, oldest first."""

    def __init__(self) -> None:
        self._clinics: dict[str, Clinic] = {}
        self._round: AccountRound | None = None
        self._read_only: ReadOnly | None = None
        self._changes: dict[str, list[SettingsChange]] = {}
        self._clinic_claims: dict[str, set[str]] = {}
        self._has_any_own = False
        self.history: dict[str, list[str]] = {}
        self.operator_acts: list[OperatorAct] = []
        self.location_changes: list[tuple[Actor, datetime, Location]] = []

    def get(self, clinic_id: str) -> Clinic:
        try:
            return self._clinics[clinic_id]
        except KeyError:
            raise NotFound("clinic") from None

    def read_only(self) -> ReadOnly | None:
        return self._read_only

    def save_read_only(self, switch: ReadOnly | None) -> None:
        self._read_only = switch

    def profile(self, clinic_id: str) -> ClinicProfile:
        return self.get(clinic_id).profile

    def is_portal_origin(self, origin: str) -> bool:
        return any(origin in clinic.profile.portal_origins for clinic in self._clinics.values())

    def identity_provider(self, clinic_id: str) -> IdentityProvider | None:
        return self._clinics[clinic_id].profile.identity_provider if clinic_id in self._clinics else None

    def has_own_providers(self) -> bool:
        return self._has_any_own

    def clinic_claims(self, issuer: str) -> Sequence[str]:
        return sorted(self._clinic_claims.get(issuer, ()))

    def settings_changes(self, clinic_id: str, page: PageRequest) -> Page[SettingsChange]:
        return Newest([(line.key, line) for line in self._changes.get(clinic_id, ())]).page(page)

    def save_settings(
        self, clinic_id: str, settings: BillingSettings, note: str, changes: Sequence[FieldChange] = ()
    ) -> None:
        clinic = self._clinics.get(clinic_id)
        if clinic is None or clinic.settings.version != settings.version - 1:
            raise Conflict
        self._clinics[clinic_id] = replace(clinic, settings=settings)
        self.history.setdefault(clinic_id, []).append(note)
        assert settings.changed_at is not None or not changes
        self._changes.setdefault(clinic_id, []).extend(
            SettingsChange(
                f"{settings.version:09d}#{999 - number}",
                settings.version,
                settings.changed_at,
                settings.changed_by,
                change,
            )
            for number, change in enumerate(changes)
            if settings.changed_at
        )

    def save_notice_problem(self, clinic_id: str, problem: AddressProblem | None) -> None:
        self._clinics[clinic_id] = replace(self.get(clinic_id), notice_problem=problem)

    def set_settings(self, clinic_id: str, **changes: object) -> None:
        """Other settings from the start, without a new version. For tests: no port has it."""
        clinic = self.get(clinic_id)
        settings = replace(clinic.settings, **changes)  # type: ignore[arg-type]
        self._clinics[clinic_id] = replace(clinic, settings=settings)

    def save_account(self, clinic_id: str, account: PaymentsAccount) -> None:
        clinic = self.get(clinic_id)
        known = clinic.account(account.id)
        if known and known.as_of > account.as_of:
            return
        others = [other for other in clinic.accounts if other.id != account.id]
        accounts = tuple(sorted([*others, account], key=lambda each: each.id))
        self._clinics[clinic_id] = replace(clinic, accounts=accounts)

    def save_location(self, clinic_id: str, location: Location, *, by: Actor, at: datetime) -> None:
        self._put_location(clinic_id, location)
        self.location_changes.append((by, at, location))

    def _put_location(self, clinic_id: str, location: Location) -> None:
        clinic = self.get(clinic_id)
        others = [other for other in clinic.locations if other.id != location.id]
        locations = tuple(sorted([*others, location], key=lambda each: each.id))
        self._clinics[clinic_id] = replace(clinic, locations=locations)

    def clinic_of_account(self, account_id: str) -> str | None:
        return next((found.profile.id for found in self._clinics.values() if found.account(account_id)), None)

    def clinic_ids(self) -> Sequence[str]:
        return sorted(self._clinics)

    def clinic_ids_after(self, clinic_id: str, limit: int) -> Sequence[str]:
        return [each for each in self.clinic_ids() if each > clinic_id][:limit]

    def account_round(self) -> AccountRound | None:
        return self._round

    def save_account_round(self, account_round: AccountRound) -> None:
        if account_round.version - 1 != (self._round.version if self._round else 0):
            raise Conflict
        self._round = account_round

    def save_profile(self, profile: ClinicProfile, act: OperatorAct) -> None:
        clinic = self.get(profile.id)
        if clinic.profile.version != profile.version:
            raise Conflict
        self._has_any_own |= profile.identity_provider is not None
        self._clinics[profile.id] = replace(clinic, profile=replace(profile, version=profile.version + 1))
        self.record_act(act)

    def record_act(self, act: OperatorAct) -> None:
        self.operator_acts.append(act)

    def acts(self, clinic_id: str, page: PageRequest) -> Page[OperatorAct]:
        mine = [act for act in self.operator_acts if act.clinic_id == clinic_id]
        return Newest([(f"{number:06d}", act) for number, act in enumerate(mine)]).page(page)

    def provision(self, clinic: Clinic, act: OperatorAct | None = None) -> None:
        clinic_id = clinic.profile.id
        stored = self._clinics[clinic_id].profile.version if clinic_id in self._clinics else 0
        if act and stored != clinic.profile.version:
            raise Conflict
        for account in clinic.accounts:
            if self.clinic_of_account(account.id) not in (None, clinic_id):
                raise account_taken(account.id)
        provider = clinic.profile.identity_provider
        if provider:
            self._has_any_own = True
            names = self._clinic_claims.setdefault(provider.issuer, set())
            if provider.claim_clinic not in names and len(names) == MOST_CLINIC_CLAIMS:
                raise too_many_clinic_claims(provider.issuer)
            names.add(provider.claim_clinic)
        known = self._clinics.get(clinic_id)
        self._clinics[clinic_id] = replace(known or Clinic(profile=clinic.profile, settings=clinic.settings))
        profile = replace(clinic.profile, version=stored + 1)
        self._clinics[clinic_id] = replace(self._clinics[clinic_id], profile=profile)
        if act:
            self.record_act(act)
        for account in clinic.accounts:
            self.save_account(clinic_id, account)
        there = {location.id for location in self._clinics[clinic_id].locations}
        for location in clinic.locations:
            if location.id not in there:
                self._put_location(clinic_id, location)
