"""Write clinics as their operator would, through the service's own code: `python -m tests.journeys.provision ID ...`.

Reads the service's environment, so it runs as a process of its own.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from chalicelib import config
from chalicelib.bootstrap import build
from chalicelib.credit.billing_settings import BillingSettings
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LOCATIONS = (Location("loc_main", "Main Street", active=True), Location("loc_north", "North Clinic", active=True))


def main_account(clinic: str) -> str:
    return f"acct_{clinic}_main"


def north_account(clinic: str) -> str:
    return f"acct_{clinic}_north"


def _clinic(clinic: str) -> Clinic:
    profile = ClinicProfile(
        id=clinic,
        name="Clinique Érable",
        address=("200 Queen Street West", "Toronto, ON  M5V 1Z4"),
        country="CA",
        currency="cad",
        time_zone="America/Toronto",
        language="en",
    )
    settings = BillingSettings(account_credit_enabled=True, primary_account_id=main_account(clinic))
    accounts = (_account(main_account(clinic)), _account(north_account(clinic)))
    return Clinic(profile=profile, settings=settings, accounts=accounts, locations=LOCATIONS)


def _account(account: str) -> PaymentsAccount:
    return PaymentsAccount(
        id=account,
        name=account,
        country="CA",
        currency="cad",
        charges_enabled=True,
        payouts_enabled=True,
        as_of=LONG_AGO,
    )


if __name__ == "__main__":
    services = build(config.read(os.environ))
    for name in sys.argv[1:]:
        services.provision_clinic(_clinic(name))
