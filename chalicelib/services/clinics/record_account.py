"""Recording a payments account as Stripe describes it now."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.stripe_report import AccountReport
from chalicelib.services.clinics.describe_account import DescribeAccount
from chalicelib.services.ports import Clinics


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAccount:
    """`livemode` is the mode, live or test, of this deployment: Connect endpoints receive events of both."""

    clinics: Clinics
    describe: DescribeAccount
    livemode: bool

    def __call__(self, report: AccountReport) -> bool:
        """Read the account from Stripe and store it; return False if it is no clinic's, or of the other mode.

        Raises Unavailable: Stripe must send the event again.
        """
        if report.livemode != self.livemode:
            return False
        clinic_id = self.clinics.clinic_of_account(report.account_id)
        account = self.clinics.get(clinic_id).account(report.account_id) if clinic_id else None
        if clinic_id is None or account is None:
            return False
        self.clinics.save_account(clinic_id, self.describe(account))
        return True
