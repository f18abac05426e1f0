"""A clinic's profile, accounts and locations as items of the clinics table, and its totals of memos."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.clinic import ClinicClosure, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.fees import FeeBearer
from chalicelib.dynamodb.address_problems import problem_data, problem_of
from chalicelib.dynamodb.identity_providers import provider_data, provider_of
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso

PROFILE_SK = "profile"
NOTICE_PROBLEM_SK = "notice_problem"


def account_sk(account_id: str) -> str:
    return f"account#{account_id}"


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


def memos_pk(clinic_id: str) -> str:
    return f"memos#{clinic_id}"


class MemoTotalItem(ClinicItem, discriminator="memos"):
    """The sum of a clinic's memos of one day. Counted in the transaction that makes the memo."""

    total = NumberAttribute(default=0)


class LocationItem(ClinicItem, discriminator="location"):
    name = UnicodeAttribute()
    active = BooleanAttribute()

    @classmethod
    def from_domain(cls, clinic_id: str, location: Location) -> LocationItem:
        return cls(clinic_id, location_sk(location.id), name=location.name, active=location.active)

    def to_location(self) -> Location:
        return Location(self.sk.removeprefix("location#"), self.name, bool(self.active))
