"""Recording Stripe's report of a payments account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.credit.stripe_report import AccountReport
from chalicelib.services.ports import Clinics


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAccount:
    clinics: Clinics

    def __call__(self, report: AccountReport) -> bool:
        """Keep the report unless a newer one is stored; return False if no clinic has the account."""
        clinic_id = self.clinics.clinic_of_account(report.account_id)
        account = self.clinics.get(clinic_id).account(report.account_id) if clinic_id else None
        if clinic_id is None or account is None:
            return False
        described = replace(
            account,
            country=report.country,
            currency=report.currency,
            charges_enabled=report.charges_enabled,
            payouts_enabled=report.payouts_enabled,
            as_of=report.as_of,
        )
        self.clinics.save_account(clinic_id, described)
        return True
