"""Clinics, their settings, accounts and locations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.billing_settings import BillingSettings, FieldChange, SettingsChange
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.identity import Actor
from chalicelib.credit.read_only import ReadOnly
from chalicelib.services.pagination import Page, PageRequest
from chalicelib.services.ports.identity import IdentityProviders
from chalicelib.services.ports.operators import ClinicOperations


class ClinicReader(Protocol):
    def clinic_ids(self) -> Sequence[str]:
        """Every clinic that was provisioned, in order of id."""

    def clinic_ids_after(self, clinic_id: str, limit: int) -> Sequence[str]:
        """The next clinics in order of id, at most `limit` of them."""

    def account_round(self) -> AccountRound | None:
        """The round over all payments accounts that is under way, or was the last."""

    def save_account_round(self, account_round: AccountRound) -> None:
        """Write a round decided on `version - 1` (1 is the first). Raises Conflict when that is not the version."""

    def get(self, clinic_id: str) -> Clinic:
        """Raises NotFound."""

    def profile(self, clinic_id: str) -> ClinicProfile:
        """Raises NotFound."""

    def is_portal_origin(self, origin: str) -> bool:
        """Whether `origin` is one of the `portal_origins` of any clinic."""

    def clinic_of_account(self, account_id: str) -> str | None: ...


class SettingsHistory(Protocol):
    def settings_changes(self, clinic_id: str, page: PageRequest) -> Page[SettingsChange]:
        """Every change of the clinic's settings, newest first; the fields of one change in order of their names."""


class ReadOnlyStore(Protocol):
    def read_only(self) -> ReadOnly | None:
        """The deployment's switch, or None while it is off."""

    def save_read_only(self, switch: ReadOnly | None) -> None:
        """Switch it on, or off by None. Running functions follow within seconds."""


class Clinics(ClinicReader, SettingsHistory, ReadOnlyStore, IdentityProviders, ClinicOperations, Protocol):
    def save_settings(
        self, clinic_id: str, settings: BillingSettings, note: str, changes: Sequence[FieldChange] = ()
    ) -> None:
        """Write settings decided on `version - 1`, and in the history `note` and the `changes`.

        Raises Conflict when they changed.
        """

    def save_notice_problem(self, clinic_id: str, problem: AddressProblem | None) -> None:
        """Keep why nothing is sent to the clinic's address for notices, or that it can be tried."""

    def save_account(self, clinic_id: str, account: PaymentsAccount) -> None:
        """Keep Stripe's description of an account, unless a newer one is stored."""

    def save_location(self, clinic_id: str, location: Location, *, by: Actor, at: datetime) -> None:
        """Write the location, and a line of the history of changes, at once."""
