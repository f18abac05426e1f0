from __future__ import annotations

from chalicelib.api.schemas import payment_accounts as wire
from chalicelib.credit.clinic import Clinic, PaymentsAccount


def payment_account(clinic: Clinic, account: PaymentsAccount) -> wire.PaymentAccount:
    ineligible = clinic.ineligible(account)
    return wire.PaymentAccount(
        id=account.id,
        name=account.name,
        country=account.country,
        currency=account.currency,
        charges_enabled=account.charges_enabled,
        payouts_enabled=account.payouts_enabled,
        is_primary=account.id == clinic.settings.primary_account_id,
        eligible=ineligible is None,
        ineligible_reason=ineligible,
    )
