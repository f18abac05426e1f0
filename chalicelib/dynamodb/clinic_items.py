"""Items of the clinics table, and the business values they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.billing_settings import (
    MEMO_DAILY_MAXIMUM,
    MEMO_MAXIMUM,
    AutomaticApplication,
    BillingSettings,
    FieldChange,
    InvoicePolicy,
    SettingsChange,
)
from chalicelib.credit.clinic import ClinicClosure, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.fees import FeeBearer
from chalicelib.credit.identity import Actor
from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.credit.read_only import ReadOnly
from chalicelib.dynamodb.actors import actor_data, actor_data_or_none
from chalicelib.dynamodb.address_problems import problem_data, problem_of
from chalicelib.dynamodb.identity_providers import provider_data, provider_of
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso

PROFILE_SK = "profile"
SETTINGS_SK = "settings"
NOTICE_PROBLEM_SK = "notice_problem"
OWNER_SK = "clinic"
ROSTER_PK = "clinics"
ROUND_PK, ROUND_SK = "rounds", "accounts"
READ_ONLY_PK, READ_ONLY_SK = "switches", "read_only"


def account_sk(account_id: str) -> str:
    return f"account#{account_id}"


def portal_origin_pk(origin: str) -> str:
    return f"portal_origin#{origin}"


def issuer_pk(issuer: str) -> str:
    return f"issuer#{issuer}"


def location_sk(location_id: str) -> str:
    return f"location#{location_id}"


class ProfileItem(ClinicItem, discriminator="profile"):
    name = UnicodeAttribute()
    address: JSONAttribute = JSONAttribute()
    country = UnicodeAttribute()
    currency = UnicodeAttribute()
    time_zone = UnicodeAttribute()
    language = UnicodeAttribute()
    logo = UnicodeAttribute(null=True)
    colours: JSONAttribute = JSONAttribute(null=True)
    application_fee_basis_points = NumberAttribute(null=True)
    application_fee_fixed = NumberAttribute(null=True)
    dispute_fees_borne_by = UnicodeAttribute(null=True)
    portal_origins: JSONAttribute = JSONAttribute(null=True)
    frame_origins: JSONAttribute = JSONAttribute(null=True)
    identity_provider: JSONAttribute = JSONAttribute(null=True)
    closed: JSONAttribute = JSONAttribute(null=True)
    version = NumberAttribute(null=True)

    @classmethod
    def from_domain(cls, profile: ClinicProfile) -> ProfileItem:
        return cls(
            profile.id,
            PROFILE_SK,
            name=profile.name,
            address=list(profile.address),
            country=profile.country,
            currency=profile.currency,
            time_zone=profile.time_zone,
            language=profile.language,
            logo=profile.logo,
            colours=list(profile.colours) or None,
            application_fee_basis_points=profile.application_fee_basis_points or None,
            application_fee_fixed=profile.application_fee_fixed or None,
            dispute_fees_borne_by=profile.dispute_fees_borne_by,
            portal_origins=list(profile.portal_origins) or None,
            frame_origins=list(profile.frame_origins) or None,
            identity_provider=provider_data(profile.identity_provider) if profile.identity_provider else None,
            closed=[to_iso(profile.closed.at), profile.closed.reason] if profile.closed else None,
            version=profile.version or None,
        )

    def to_profile(self) -> ClinicProfile:
        return ClinicProfile(
            id=self.pk,
            name=self.name,
            address=tuple(self.address),
            country=self.country,
            currency=self.currency,
            time_zone=self.time_zone,
            language=self.language,
            logo=self.logo,
            colours=tuple(self.colours or ()),
            application_fee_basis_points=int(self.application_fee_basis_points or 0),
            application_fee_fixed=int(self.application_fee_fixed or 0),
            dispute_fees_borne_by=FeeBearer(self.dispute_fees_borne_by or FeeBearer.PLATFORM),
            portal_origins=tuple(self.portal_origins or ()),
            frame_origins=tuple(self.frame_origins or ()),
            identity_provider=provider_of(self.identity_provider) if self.identity_provider else None,
            closed=ClinicClosure(from_iso(self.closed[0]), self.closed[1]) if self.closed else None,
            version=int(self.version or 0),
        )


class NoticeProblemItem(ClinicItem, discriminator="notice_problem"):
    """The clinic's address for notices, if it is switched off: the address, the reason and the time."""

    problem: JSONAttribute = JSONAttribute()

    @classmethod
    def from_domain(cls, clinic_id: str, problem: AddressProblem) -> NoticeProblemItem:
        return cls(clinic_id, NOTICE_PROBLEM_SK, problem=problem_data(problem))

    def to_problem(self) -> AddressProblem:
        return problem_of(*self.problem)


class SettingsItem(ClinicItem, discriminator="settings"):
    version = NumberAttribute()
    account_credit_enabled = BooleanAttribute()
    top_up_minimum = NumberAttribute()
    top_up_maximum = NumberAttribute()
    suggested_amounts: JSONAttribute = JSONAttribute()
    balance_maximum = NumberAttribute()
    invoices = UnicodeAttribute(null=True)
    patients_may_apply = BooleanAttribute(null=True)
    apply_automatically = UnicodeAttribute(null=True)
    memo_maximum = NumberAttribute(null=True)
    memo_daily_maximum = NumberAttribute(null=True)
    refund_fraud_warnings = BooleanAttribute(null=True)
    notice_email = UnicodeAttribute(null=True)
    refund_policy = UnicodeAttribute(null=True)
    statement_name = UnicodeAttribute(null=True)
    primary_account_id = UnicodeAttribute(null=True)
    changed_at = UnicodeAttribute(null=True)
    changed_by: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, clinic_id: str, settings: BillingSettings) -> SettingsItem:
        return cls(
            clinic_id,
            SETTINGS_SK,
            version=settings.version,
            account_credit_enabled=settings.account_credit_enabled,
            top_up_minimum=settings.top_up_minimum,
            top_up_maximum=settings.top_up_maximum,
            suggested_amounts=list(settings.suggested_amounts),
            balance_maximum=settings.balance_maximum,
            invoices=settings.invoices,
            patients_may_apply=settings.patients_may_apply,
            apply_automatically=settings.apply_automatically,
            memo_maximum=settings.memo_maximum,
            memo_daily_maximum=settings.memo_daily_maximum,
            refund_fraud_warnings=settings.refund_fraud_warnings or None,
            notice_email=settings.notice_email,
            refund_policy=settings.refund_policy,
            statement_name=settings.statement_name,
            primary_account_id=settings.primary_account_id,
            changed_at=to_iso(settings.changed_at) if settings.changed_at else None,
            changed_by=actor_data_or_none(settings.changed_by),
        )

    def to_settings(self) -> BillingSettings:
        return BillingSettings(
            version=int(self.version),
            account_credit_enabled=bool(self.account_credit_enabled),
            top_up_minimum=int(self.top_up_minimum),
            top_up_maximum=int(self.top_up_maximum),
            suggested_amounts=tuple(self.suggested_amounts),
            balance_maximum=int(self.balance_maximum),
            invoices=InvoicePolicy(self.invoices or InvoicePolicy.ANY),
            patients_may_apply=bool(self.patients_may_apply),
            apply_automatically=AutomaticApplication(self.apply_automatically or AutomaticApplication.OFF),
            memo_maximum=_or(self.memo_maximum, MEMO_MAXIMUM),
            memo_daily_maximum=_or(self.memo_daily_maximum, MEMO_DAILY_MAXIMUM),
            refund_fraud_warnings=bool(self.refund_fraud_warnings),
            notice_email=self.notice_email,
            refund_policy=self.refund_policy,
            statement_name=self.statement_name,
            primary_account_id=self.primary_account_id,
            changed_at=from_iso(self.changed_at) if self.changed_at else None,
            changed_by=Actor(*self.changed_by) if self.changed_by else None,
        )


MOST_FIELDS = 999
OLD_NOTE = re.compile(r"(\w+): (.*?)(?=, \w+: |$)")
OLD_PRIMARY = re.compile(r"primary account: (\S+) -> (\S+)")


def changes_pk(clinic_id: str) -> str:
    return f"changes#{clinic_id}"


def _changes_in(note: str) -> list[FieldChange]:
    """The changes in a note of an older release, which kept no value from before but the primary account."""
    primary = OLD_PRIMARY.fullmatch(note)
    if primary:
        before = None if primary[1] == "None" else primary[1]
        return [FieldChange("primary_account_id", before, primary[2])]
    return [FieldChange(name, None, value) for name, value in OLD_NOTE.findall(note)]


class SettingsChangeItem(ClinicItem, discriminator="change"):
    """A change of settings or of a location: field, actor and time. Written once, with the change itself."""

    at = UnicodeAttribute()
    by: JSONAttribute = JSONAttribute(null=True)
    note = UnicodeAttribute()
    fields: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(
        cls, clinic_id: str, settings: BillingSettings, note: str, changes: Sequence[FieldChange]
    ) -> SettingsChangeItem:
        item = SettingsItem.from_domain(clinic_id, settings)
        return cls(
            changes_pk(clinic_id),
            f"{settings.version:09d}",
            at=item.changed_at,
            by=item.changed_by,
            note=note,
            fields=[[each.field, each.before, each.after] for each in changes],
        )

    def to_changes(self) -> Iterator[SettingsChange]:
        """The fields of this change, each with a key that sorts newest first among all of the clinic's."""
        changes = _changes_in(self.note) if self.fields is None else [FieldChange(*each) for each in self.fields]
        by = Actor(*self.by) if self.by else None
        for number, change in enumerate(changes):
            key = f"{self.sk}#{MOST_FIELDS - number:03d}"
            yield SettingsChange(key, int(self.sk), from_iso(self.at), by, change)

    @classmethod
    def of_location(cls, clinic_id: str, location: Location, by: Actor, at: datetime) -> SettingsChangeItem:
        state = "active" if location.active else "closed"
        return cls(
            changes_pk(clinic_id),
            f"{location_sk(location.id)}#{to_iso(at)}",
            at=to_iso(at),
            by=actor_data(by),
            note=f"location {location.id}: {location.name}, {state}",
        )


class AccountItem(ClinicItem, discriminator="account"):
    name = UnicodeAttribute()
    country = UnicodeAttribute()
    currency = UnicodeAttribute()
    charges_enabled = BooleanAttribute()
    payouts_enabled = BooleanAttribute()
    is_platform = BooleanAttribute()
    inactive_capabilities: JSONAttribute = JSONAttribute(null=True)
    disabled_reason = UnicodeAttribute(null=True)
    currently_due: JSONAttribute = JSONAttribute(null=True)
    deauthorized = BooleanAttribute(null=True)
    statement_descriptor = UnicodeAttribute(null=True)
    statement_prefix = UnicodeAttribute(null=True)
    as_of = UnicodeAttribute()

    @classmethod
    def from_domain(cls, clinic_id: str, account: PaymentsAccount) -> AccountItem:
        return cls(
            clinic_id,
            account_sk(account.id),
            name=account.name,
            country=account.country,
            currency=account.currency,
            charges_enabled=account.charges_enabled,
            payouts_enabled=account.payouts_enabled,
            is_platform=account.is_platform,
            inactive_capabilities=list(account.inactive_capabilities) or None,
            disabled_reason=account.disabled_reason,
            currently_due=list(account.currently_due) or None,
            deauthorized=account.deauthorized or None,
            statement_descriptor=account.statement_descriptor,
            statement_prefix=account.statement_prefix,
            as_of=to_iso(account.as_of),
        )

    def to_account(self) -> PaymentsAccount:
        return PaymentsAccount(
            id=self.sk.removeprefix("account#"),
            name=self.name,
            country=self.country,
            currency=self.currency,
            charges_enabled=bool(self.charges_enabled),
            payouts_enabled=bool(self.payouts_enabled),
            is_platform=bool(self.is_platform),
            inactive_capabilities=tuple(self.inactive_capabilities or ()),
            disabled_reason=self.disabled_reason,
            currently_due=tuple(self.currently_due or ()),
            deauthorized=bool(self.deauthorized),
            statement_descriptor=self.statement_descriptor,
            statement_prefix=self.statement_prefix,
            as_of=from_iso(self.as_of),
        )


class MemoTotalItem(ClinicItem, discriminator="memos"):
    """The sum of a clinic's memos of one day. Counted in the transaction that makes the memo."""

    total = NumberAttribute(default=0)


class AccountOwnerItem(ClinicItem, discriminator="owner"):
    """Which clinic a payments account belongs to: Stripe's reports name the account alone."""

    clinic_id = UnicodeAttribute()


class PortalOriginItem(ClinicItem, discriminator="portal_origin"):
    """An origin of a clinic's portal, whose id is the sort key: a browser's preflight names the origin alone."""

    @classmethod
    def of(cls, origin: str, clinic_id: str) -> PortalOriginItem:
        return cls(portal_origin_pk(origin), clinic_id)


class IssuerItem(ClinicItem, discriminator="issuer"):
    """A claim, which is the sort key, in which tokens of an issuer name their clinic. It is only where to look: which
    clinics the issuer speaks for is in their profiles, so an item that stays behind admits no token."""

    @classmethod
    def of(cls, provider: IdentityProvider) -> IssuerItem:
        return cls(issuer_pk(provider.issuer), provider.claim_clinic)


class AccountRoundItem(ClinicItem, discriminator="account_round"):
    """How far the daily round over all payments accounts has come: one item per deployment, written once per run."""

    version = NumberAttribute()
    started_at = UnicodeAttribute()
    last_clinic_id = UnicodeAttribute(null=True)
    is_complete = BooleanAttribute()

    @classmethod
    def from_domain(cls, found: AccountRound) -> AccountRoundItem:
        return cls(
            ROUND_PK,
            ROUND_SK,
            version=found.version,
            started_at=to_iso(found.started_at),
            last_clinic_id=found.last_clinic_id or None,
            is_complete=found.is_complete,
        )

    def to_round(self) -> AccountRound:
        return AccountRound(
            started_at=from_iso(self.started_at),
            last_clinic_id=self.last_clinic_id or "",
            is_complete=bool(self.is_complete),
            version=int(self.version),
        )


class RosterItem(ClinicItem, discriminator="roster"):
    """One line per clinic, so that the clinics of a deployment are listed without a scan. Written by provisioning."""


def memos_pk(clinic_id: str) -> str:
    return f"memos#{clinic_id}"


class LocationItem(ClinicItem, discriminator="location"):
    name = UnicodeAttribute()
    active = BooleanAttribute()

    @classmethod
    def from_domain(cls, clinic_id: str, location: Location) -> LocationItem:
        return cls(clinic_id, location_sk(location.id), name=location.name, active=location.active)

    def to_location(self) -> Location:
        return Location(self.sk.removeprefix("location#"), self.name, bool(self.active))


def _or(value: float | None, default: int) -> int:
    """Settings that joined version 1 have their default in older items."""
    return default if value is None else int(value)


class ReadOnlyItem(ClinicItem, discriminator="read_only"):
    """The read-only switch while it is on: one item per deployment. Without `clinic_ids`, for all of it."""

    since = UnicodeAttribute()
    by = UnicodeAttribute()
    reason = UnicodeAttribute()
    clinic_ids: JSONAttribute = JSONAttribute()

    @classmethod
    def from_domain(cls, switch: ReadOnly) -> ReadOnlyItem:
        return cls(
            READ_ONLY_PK,
            READ_ONLY_SK,
            since=to_iso(switch.since),
            by=switch.by,
            reason=switch.reason,
            clinic_ids=sorted(switch.clinic_ids),
        )

    def to_switch(self) -> ReadOnly:
        return ReadOnly(
            since=from_iso(self.since), by=self.by, reason=self.reason, clinic_ids=frozenset(self.clinic_ids)
        )
