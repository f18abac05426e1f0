"""Adding a clinic or changing its profile, from its file and from Stripe's accounts."""

from __future__ import annotations

from chalicelib.bootstrap import Services
from chalicelib.credit.clinic import Clinic, PaymentsAccount
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.operator_acts import operator
from infra.ops.operate.clinic_file import ClinicFile, NotAClinic


def provision(file: ClinicFile, services: Services, by: str) -> Clinic:
    """Write the clinic, and who did it, and return it as stored. Existing settings stay, the primary account included.

    A new clinic has credit switched off and no primary account: its own full-access users decide both. Raises
    NotAClinic when an account belongs to another clinic, and what Stripe raises when it knows no such account.
    """
    try:
        return services.provision_plan(file.described, operator(by))
    except NotAllowed as error:
        raise NotAClinic(error.detail) from error


def refresh_accounts(clinic_id: str, services: Services) -> tuple[PaymentsAccount, ...]:
    """Store Stripe's description of a clinic's accounts now, and return them. Raises NotFound."""
    found = services.clinics.get(clinic_id)
    if not found.accounts:
        raise NotFound("payments account")
    now = tuple(services.accounts.account(account) for account in found.accounts)
    for account in now:
        services.clinics.save_account(clinic_id, account)
    return now
