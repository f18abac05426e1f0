"""A clinic: its profile, its payments accounts and locations, and whether it takes top-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.errors import AccountNotEligible, FieldError, Invalid, NotAllowed, NotFound
from chalicelib.credit.fees import FeeBearer, application_fee
from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.credit.statement_descriptor import descriptor_with, problem_of_suffix, suffix_for

NORTH_AMERICA = frozenset({"US", "CA"})


class Ineligible(StrEnum):
    """A reason that keeps a payments account from being primary."""

    CHARGES_DISABLED = "charges_disabled"
    PAYOUTS_DISABLED = "payouts_disabled"
    COUNTRY_NOT_SUPPORTED = "country_not_supported"
    CURRENCY_MISMATCH = "currency_mismatch"
    DEAUTHORIZED = "deauthorized"
    CAPABILITY_INACTIVE = "capability_inactive"
    REQUIREMENTS_DUE = "requirements_due"


INELIGIBLE_SENTENCES = {
    Ineligible.CHARGES_DISABLED: "Stripe does not let this account take card payments. Finish its set-up with Stripe.",
    Ineligible.PAYOUTS_DISABLED: "Stripe does not pay out to this account. Check its bank details with Stripe.",
    Ineligible.COUNTRY_NOT_SUPPORTED: "Account credit needs an account in the United States or Canada.",
    Ineligible.CURRENCY_MISMATCH: "This account does not settle in the clinic's currency.",
    Ineligible.DEAUTHORIZED: "This account was disconnected from the platform at Stripe. Ask your administrator.",
    Ineligible.CAPABILITY_INACTIVE: "Stripe has not activated card payments and transfers for this account. "
    "Finish its set-up with Stripe.",
    Ineligible.REQUIREMENTS_DUE: "Stripe needs more information about this account. Provide it at Stripe.",
}


class TopUpUnavailableReason(StrEnum):
    """A reason that keeps a clinic from taking top-ups."""

    CLOSED = "clinic_closed"
    DISABLED = "account_credit_disabled"
    CLINIC_NOT_SUPPORTED = "clinic_not_supported"
    NO_PRIMARY_ACCOUNT = "no_primary_account"
    PRIMARY_ACCOUNT_NOT_ELIGIBLE = "primary_account_not_eligible"
    NO_LOCATION = "no_active_location"


CLOSED_SENTENCE = "The clinic is closed: it takes no more credit. Contact your administrator."


@dataclass(frozen=True, slots=True)
class ClinicClosure:
    """The time and reason of an operator closing a clinic."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicProfile:
    """The profile that the clinic's operator provisions. `time_zone` is an IANA name, `language` `en` or `fr-CA`.

    The platform keeps `application_fee_*` of each payment: hundredths of a percent, and minor units. Browsers on
    `portal_origins` may call the API for the clinic's patients; `frame_origins` may frame its pages. Tokens come from
    the clinic's `identity_provider`, or from the deployment's. A `closed` clinic takes no new credit. `version`
    counts the operator's changes.
    """

    id: str
    name: str
    address: tuple[str, ...]
    country: str
    currency: str
    time_zone: str
    language: str
    logo: str | None = None
    colours: tuple[str, ...] = ()
    application_fee_basis_points: int = 0
    application_fee_fixed: int = 0
    dispute_fees_borne_by: FeeBearer = FeeBearer.PLATFORM
    portal_origins: tuple[str, ...] = ()
    frame_origins: tuple[str, ...] = ()
    identity_provider: IdentityProvider | None = None
    closed: ClinicClosure | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsAccount:
    """A payments account as Stripe last described it. `is_platform` marks the platform's own account.

    `inactive_capabilities` are those of card_payments and transfers that Stripe has not activated, `currently_due` is
    what Stripe wants to know, `disabled_reason` its reason for a restriction. A `deauthorized` account can't be read.
    Card statements show `statement_descriptor`, or `statement_prefix` before a payment's suffix: those of the account
    that it is made on behalf of. Both are None until Stripe's description has them.
    """

    id: str
    name: str
    country: str
    currency: str
    charges_enabled: bool
    payouts_enabled: bool
    as_of: datetime
    is_platform: bool = False
    inactive_capabilities: tuple[str, ...] = ()
    disabled_reason: str | None = None
    currently_due: tuple[str, ...] = ()
    deauthorized: bool = False
    statement_descriptor: str | None = None
    statement_prefix: str | None = None

    @property
    def destination(self) -> str | None:
        """The account that the money is transferred to, or None for the platform's own."""
        return None if self.is_platform else self.id


@dataclass(frozen=True, slots=True)
class Location:
    id: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """A clinic as a whole. `notice_problem` is an address for notices that is switched off."""

    profile: ClinicProfile
    settings: BillingSettings
    accounts: tuple[PaymentsAccount, ...] = ()
    locations: tuple[Location, ...] = ()
    notice_problem: AddressProblem | None = None

    @property
    def primary(self) -> PaymentsAccount | None:
        return self.account(self.settings.primary_account_id or "")

    def account(self, account_id: str) -> PaymentsAccount | None:
        return next((account for account in self.accounts if account.id == account_id), None)

    def takes_charges(self, destination: str | None) -> bool:
        """Whether the account that payments with this destination go to is still eligible."""
        found = next((account for account in self.accounts if account.destination == destination), None)
        return found is None or self.ineligible(found) is None

    def location(self, location_id: str) -> Location | None:
        return next((location for location in self.locations if location.id == location_id), None)

    def require_open(self) -> None:
        """Raises NotAllowed for a closed clinic: it takes no new credit, from whatever source."""
        if self.profile.closed:
            raise NotAllowed(CLOSED_SENTENCE, code=TopUpUnavailableReason.CLOSED)

    def open_location(self, location_id: str) -> Location:
        """The location, for new credit. Raises NotFound for another clinic's, NotAllowed if either is closed."""
        self.require_open()
        location = self.location(location_id)
        if location is None:
            raise NotFound("location", errors=(FieldError("location_id", "must be one of the clinic's locations"),))
        if not location.active:
            error = FieldError("location_id", "must be an active location")
            raise NotAllowed(f"location_id: {error.message}", code="location_inactive", errors=(error,))
        return location

    @property
    def active_locations(self) -> tuple[Location, ...]:
        return tuple(location for location in self.locations if location.active)

    def room_for(self, balance: int) -> int:
        """The most that may still be added to a patient's `balance`, minor units; never negative."""
        return max(self.settings.balance_maximum - balance, 0)

    def application_fee(self, amount: int, account: PaymentsAccount) -> int:
        """The platform's fee of a payment, minor units. The platform's own account pays it none."""
        if account.is_platform:
            return 0
        profile = self.profile
        return application_fee(
            amount, basis_points=profile.application_fee_basis_points, fixed=profile.application_fee_fixed
        )

    @property
    def statement_suffix(self) -> str | None:
        """The clinic's part of the words on the card statement, as it is sent to Stripe with a payment made now."""
        return suffix_for(self.settings.statement_name, self._statement_prefix)

    @property
    def _statement_prefix(self) -> str | None:
        return self.primary.statement_prefix if self.primary else None

    @property
    def statement_descriptor(self) -> str | None:
        """The words on the card statement of a payment made now, or None if they are not known."""
        if self.primary is None:
            return None
        return descriptor_with(self.statement_suffix, self._statement_prefix, self.primary.statement_descriptor)

    def check_statement_name(self) -> None:
        """Raises Invalid unless the name can follow the primary account's prefix."""
        name = self.settings.statement_name
        problem = None if name is None else problem_of_suffix(name, self._statement_prefix)
        if problem:
            raise Invalid.field("statement_name", problem)

    def ineligible(self, account: PaymentsAccount) -> Ineligible | None:
        """Return the reason that keeps `account` from being this clinic's primary account, or None."""
        checks = {
            Ineligible.DEAUTHORIZED: not account.deauthorized,
            Ineligible.COUNTRY_NOT_SUPPORTED: account.country in NORTH_AMERICA,
            Ineligible.CURRENCY_MISMATCH: account.currency == self.profile.currency,
            Ineligible.CHARGES_DISABLED: account.charges_enabled,
            Ineligible.PAYOUTS_DISABLED: account.payouts_enabled,
            Ineligible.CAPABILITY_INACTIVE: not account.inactive_capabilities,
            Ineligible.REQUIREMENTS_DUE: account.disabled_reason is None,
        }
        return next((reason for reason, fine in checks.items() if not fine), None)

    def require_eligible(self, account: PaymentsAccount) -> None:
        """Raises AccountNotEligible, with the reason, unless `account` can be primary."""
        reason = self.ineligible(account)
        if reason:
            raise AccountNotEligible(reason, INELIGIBLE_SENTENCES[reason])

    @property
    def cannot_enable(self) -> TopUpUnavailableReason | None:
        """The reason that keeps Add Account Credit from being enabled, or None."""
        if self.profile.closed:
            return TopUpUnavailableReason.CLOSED
        if self.profile.country not in NORTH_AMERICA:
            return TopUpUnavailableReason.CLINIC_NOT_SUPPORTED
        if self.primary is None:
            return TopUpUnavailableReason.NO_PRIMARY_ACCOUNT
        if self.ineligible(self.primary):
            return TopUpUnavailableReason.PRIMARY_ACCOUNT_NOT_ELIGIBLE
        return None

    @property
    def unavailable_reason(self) -> TopUpUnavailableReason | None:
        """The reason that top-ups are not offered now, or None: derived each time, so it follows Stripe's reports."""
        if not self.settings.account_credit_enabled and not self.profile.closed:
            return TopUpUnavailableReason.DISABLED
        return self.cannot_enable or (None if self.active_locations else TopUpUnavailableReason.NO_LOCATION)
