"""Adding a clinic or changing its profile, from its file and from Stripe's accounts."""

from __future__ import annotations

from datetime import UTC, datetime

from chalicelib.bootstrap import Services
from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic, Location, PaymentsAccount
from chalicelib.credit.errors import NotFound
from infra.ops.operate.clinic_file import ClinicFile, NotAClinic, Place

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def provision(file: ClinicFile, services: Services) -> Clinic:
    """Write the clinic and return it as stored. Existing settings stay, the primary account included.

    A new clinic has credit switched off and no primary account: its own full-access users decide both. Raises
    NotAClinic when an account belongs to another clinic, and what Stripe raises when it knows no such account.
    """
    for place in file.accounts:
        owner = services.clinics.clinic_of_account(place.id)
        if owner not in (None, file.id):
            raise NotAClinic(f"The account {place.id} belongs to the clinic {owner}.")
    own = services.accounts.own_account_id()
    accounts = tuple(_described(_unseen(place, own), services) for place in file.accounts)
    services.provision_clinic(_clinic(file, accounts))
    return services.clinics.get(file.id)


def refresh_accounts(clinic_id: str, services: Services) -> tuple[PaymentsAccount, ...]:
    """Store Stripe's description of a clinic's accounts now, and return them. Raises NotFound."""
    found = services.clinics.get(clinic_id)
    if not found.accounts:
        raise NotFound("payments account")
    now = tuple(services.accounts.account(account) for account in found.accounts)
    for account in now:
        services.clinics.save_account(clinic_id, account)
    return now


def _described(account: PaymentsAccount, services: Services) -> PaymentsAccount:
    found = services.accounts.account(account)
    if found.deauthorized:
        raise NotAClinic(f"The account {account.id} is not connected to this platform at Stripe.")
    return found


def _unseen(place: Place, own: str) -> PaymentsAccount:
    return PaymentsAccount(
        id=place.id,
        name=place.name,
        country="",
        currency="",
        charges_enabled=False,
        payouts_enabled=False,
        as_of=LONG_AGO,
        is_platform=place.id == own,
    )


def _clinic(file: ClinicFile, accounts: tuple[PaymentsAccount, ...]) -> Clinic:
    locations = tuple(Location(place.id, place.name, active=True) for place in file.locations)
    return Clinic(profile=file.described.profile, settings=BillingSettings(), accounts=accounts, locations=locations)
