"""Clinics on DynamoDB: a clinic is one small partition, read whole in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.billing_settings import BillingSettings, FieldChange, SettingsChange
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.errors import Conflict, NotFound, account_taken
from chalicelib.credit.identity import Actor
from chalicelib.credit.identity_provider import MOST_CLINIC_CLAIMS, IdentityProvider, too_many_clinic_claims
from chalicelib.credit.operator_acts import OperatorAct
from chalicelib.credit.read_only import ReadOnly
from chalicelib.dynamodb.clinic_items import (
    NOTICE_PROBLEM_SK,
    PROFILE_SK,
    AccountItem,
    LocationItem,
    NoticeProblemItem,
    ProfileItem,
    account_sk,
)
from chalicelib.dynamodb.deployment_items import (
    OWN_PROVIDERS_PK,
    OWN_PROVIDERS_SK,
    OWNER_SK,
    READ_ONLY_PK,
    READ_ONLY_SK,
    ROSTER_PK,
    ROUND_PK,
    ROUND_SK,
    AccountOwnerItem,
    AccountRoundItem,
    IssuerItem,
    OwnProvidersItem,
    PortalOriginItem,
    ReadOnlyItem,
    RosterItem,
    issuer_pk,
    portal_origin_pk,
)
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.operator_acts import OperatorActItem, acts_pk
from chalicelib.dynamodb.reading import find, newest
from chalicelib.dynamodb.settings_items import SettingsChangeItem, SettingsItem, changes_pk
from chalicelib.dynamodb.tables import ClinicItem, connection
from chalicelib.dynamodb.timestamps import to_iso
from chalicelib.services.pagination import Page, PageRequest

FIRST_CHANGE, LAST_CHANGE = "0", "999999999~"
"""Before and after the keys of changes of settings; those of locations sort after them."""


class DynamoClinics:
    """See services.ports.Clinics."""

    def get(self, clinic_id: str) -> Clinic:
        with translate_errors():
            items = list(ClinicItem.query(clinic_id, consistent_read=True))
        return _clinic(items)

    def profile(self, clinic_id: str) -> ClinicProfile:
        found = self._stored(clinic_id)
        if found is None:
            raise NotFound("clinic")
        return found

    def settings_changes(self, clinic_id: str, page: PageRequest) -> Page[SettingsChange]:
        before = page.cursor or LAST_CHANGE
        span = SettingsChangeItem.sk.between(FIRST_CHANGE, max(before.split("#")[0], FIRST_CHANGE))
        with translate_errors():
            found = SettingsChangeItem.query(
                changes_pk(clinic_id), span, scan_index_forward=False, consistent_read=True, limit=page.limit + 1
            )
            lines = [line for item in found for line in item.to_changes() if line.key < before]
        shown = lines[: page.limit]
        return Page(tuple(shown), shown[-1].key if len(lines) > page.limit else None)

    def save_settings(
        self, clinic_id: str, settings: BillingSettings, note: str, changes: Sequence[FieldChange] = ()
    ) -> None:
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(
                SettingsItem.from_domain(clinic_id, settings), condition=SettingsItem.version == settings.version - 1
            )
            transaction.save(
                SettingsChangeItem.from_domain(clinic_id, settings, note, changes),
                condition=SettingsChangeItem.pk.does_not_exist(),
            )

    def save_notice_problem(self, clinic_id: str, problem: AddressProblem | None) -> None:
        with translate_errors():
            if problem:
                NoticeProblemItem.from_domain(clinic_id, problem).save()
            else:
                NoticeProblemItem(clinic_id, NOTICE_PROBLEM_SK).delete()

    def save_account(self, clinic_id: str, account: PaymentsAccount) -> None:
        older = AccountItem.pk.does_not_exist() | (AccountItem.as_of <= to_iso(account.as_of))
        try:
            with translate_errors():
                AccountItem.from_domain(clinic_id, account).save(condition=older)
        except Conflict:
            return

    def save_location(self, clinic_id: str, location: Location, *, by: Actor, at: datetime) -> None:
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(LocationItem.from_domain(clinic_id, location))
            transaction.save(SettingsChangeItem.of_location(clinic_id, location, by, at))

    def clinic_of_account(self, account_id: str) -> str | None:
        item = find(AccountOwnerItem, account_sk(account_id), OWNER_SK)
        return item.clinic_id if item else None

    def is_portal_origin(self, origin: str) -> bool:
        with translate_errors():
            return any(PortalOriginItem.query(portal_origin_pk(origin), limit=1))

    def identity_provider(self, clinic_id: str) -> IdentityProvider | None:
        found = self._stored(clinic_id)
        return found.identity_provider if found else None

    def has_own_providers(self) -> bool:
        return find(OwnProvidersItem, OWN_PROVIDERS_PK, OWN_PROVIDERS_SK) is not None

    def clinic_claims(self, issuer: str) -> Sequence[str]:
        with translate_errors():
            return [item.sk for item in IssuerItem.query(issuer_pk(issuer), limit=MOST_CLINIC_CLAIMS)]

    def provision(self, clinic: Clinic, act: OperatorAct | None = None) -> None:
        clinic_id = clinic.profile.id
        self._claim(clinic, act)
        for account in clinic.accounts:
            self.save_account(clinic_id, account)
        for location in clinic.locations:
            _save_if_absent(LocationItem.from_domain(clinic_id, location))
        _save_if_absent(SettingsItem.from_domain(clinic_id, clinic.settings))
        with translate_errors():
            RosterItem(ROSTER_PK, clinic_id).save()

    def _claim(self, clinic: Clinic, act: OperatorAct | None) -> None:
        """Write the profile, its origins and each account's owner at once: of two clinics, one gets an account."""
        clinic_id, provider = clinic.profile.id, clinic.profile.identity_provider
        if provider:
            self._require_room(provider)
            _note_own_providers()
        stored = self._stored(clinic_id)
        former = set(stored.portal_origins if stored else ()) - set(clinic.profile.portal_origins)
        read = clinic.profile if act or stored is None else replace(clinic.profile, version=stored.version)
        free = AccountOwnerItem.pk.does_not_exist() | (AccountOwnerItem.clinic_id == clinic_id)
        try:
            with translate_errors(), TransactWrite(connection=connection()) as transaction:
                _save_profile(transaction, read, act)
                for account in clinic.accounts:
                    owner = AccountOwnerItem(account_sk(account.id), OWNER_SK, clinic_id=clinic_id)
                    transaction.save(owner, condition=free)
                if provider:
                    transaction.save(IssuerItem.of(provider))
                for origin in clinic.profile.portal_origins:
                    transaction.save(PortalOriginItem.of(origin, clinic_id))
                for origin in former:
                    transaction.delete(PortalOriginItem.of(origin, clinic_id))
        except Conflict:
            for account in clinic.accounts:
                if self.clinic_of_account(account.id) not in (None, clinic_id):
                    raise account_taken(account.id) from None
            raise

    def _require_room(self, provider: IdentityProvider) -> None:
        """Raises NotAllowed if the issuer's tokens are looked at in enough claims already."""
        known = self.clinic_claims(provider.issuer)
        if provider.claim_clinic not in known and len(known) == MOST_CLINIC_CLAIMS:
            raise too_many_clinic_claims(provider.issuer)

    def _stored(self, clinic_id: str) -> ClinicProfile | None:
        item = find(ProfileItem, clinic_id, PROFILE_SK)
        return item.to_profile() if item else None

    def save_profile(self, profile: ClinicProfile, act: OperatorAct) -> None:
        if profile.identity_provider:
            _note_own_providers()
        with translate_errors(), TransactWrite(connection=connection()) as transaction:
            _save_profile(transaction, profile, act)

    def record_act(self, act: OperatorAct) -> None:
        with translate_errors():
            OperatorActItem.from_domain(act).save(condition=OperatorActItem.pk.does_not_exist())

    def acts(self, clinic_id: str, page: PageRequest) -> Page[OperatorAct]:
        shown, following = newest(OperatorActItem, acts_pk(clinic_id), page)
        return Page(tuple(item.to_act() for item in shown), following)

    def read_only(self) -> ReadOnly | None:
        item = find(ReadOnlyItem, READ_ONLY_PK, READ_ONLY_SK)
        return item.to_switch() if item else None

    def save_read_only(self, switch: ReadOnly | None) -> None:
        with translate_errors():
            if switch:
                ReadOnlyItem.from_domain(switch).save()
            else:
                ReadOnlyItem(READ_ONLY_PK, READ_ONLY_SK).delete()

    def clinic_ids(self) -> Sequence[str]:
        with translate_errors():
            return [item.sk for item in RosterItem.query(ROSTER_PK, consistent_read=True)]

    def clinic_ids_after(self, clinic_id: str, limit: int) -> Sequence[str]:
        after = RosterItem.sk > clinic_id if clinic_id else None
        with translate_errors():
            return [item.sk for item in RosterItem.query(ROSTER_PK, after, limit=limit, consistent_read=True)]

    def account_round(self) -> AccountRound | None:
        item = find(AccountRoundItem, ROUND_PK, ROUND_SK)
        return item.to_round() if item else None

    def save_account_round(self, account_round: AccountRound) -> None:
        before = account_round.version - 1
        condition = AccountRoundItem.version == before if before else AccountRoundItem.pk.does_not_exist()
        with translate_errors():
            AccountRoundItem.from_domain(account_round).save(condition=condition)


def _note_own_providers() -> None:
    """Before a provider is named, and apart: many clinics are onboarded at once, and all would conflict in one item."""
    with translate_errors():
        OwnProvidersItem.there().save()


def _save_profile(transaction: TransactWrite, profile: ClinicProfile, act: OperatorAct | None) -> None:
    """Write the version after the one that was read, if that is still stored. Older releases stored none."""
    stored = ProfileItem.version
    unchanged = (stored == profile.version) if profile.version else stored.does_not_exist()
    item = ProfileItem.from_domain(replace(profile, version=profile.version + 1))
    transaction.save(item, condition=unchanged)
    if act:
        transaction.save(OperatorActItem.from_domain(act), condition=OperatorActItem.pk.does_not_exist())


def _save_if_absent(item: ClinicItem) -> None:
    """Staff own settings and locations once they exist: they may have closed or renamed one since."""
    try:
        with translate_errors():
            item.save(condition=ClinicItem.pk.does_not_exist())
    except Conflict:
        return


def _clinic(items: Sequence[ClinicItem]) -> Clinic:
    profile = next((item.to_profile() for item in items if isinstance(item, ProfileItem)), None)
    settings = next((item.to_settings() for item in items if isinstance(item, SettingsItem)), None)
    if profile is None or settings is None:
        raise NotFound("clinic")
    return Clinic(
        profile=profile,
        settings=settings,
        accounts=tuple(item.to_account() for item in items if isinstance(item, AccountItem)),
        locations=tuple(item.to_location() for item in items if isinstance(item, LocationItem)),
        notice_problem=next((item.to_problem() for item in items if isinstance(item, NoticeProblemItem)), None),
    )
