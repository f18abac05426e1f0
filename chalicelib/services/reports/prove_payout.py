"""Tying out a payout as soon as Stripe has assigned its balance transactions; the night's proof has it as well."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.proof import payout_differences
from chalicelib.credit.stripe_report import PayoutReport
from chalicelib.services.ports import Clinics, Metrics
from chalicelib.services.ports.proofs import Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvePayout:
    """`livemode` is the mode, live or test, of this deployment: Connect endpoints receive events of both."""

    clinics: Clinics
    statements: Statements
    metrics: Metrics
    livemode: bool

    def __call__(self, report: PayoutReport) -> bool:
        """Compare the payout with what it consists of; alert the operator and return False if they differ.

        Writes nothing, so that an event may come twice or never. Raises Unavailable: Stripe must send it again.
        """
        if report.livemode != self.livemode or not self.clinics.clinic_of_account(report.account_id):
            return True
        payout = self.statements.payout(report.account_id, report.payout_id)
        differences = list(payout_differences([payout])) if payout else []
        if differences:
            self.metrics.count("ProofDifferences", len(differences))
        return not differences
