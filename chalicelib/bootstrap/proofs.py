"""The composition of the reconciliation with Stripe and of reports."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.config import Settings
from chalicelib.services.reports.keep_report_days import KeepReportDays
from chalicelib.services.reports.prove_clinic import ProveClinic
from chalicelib.services.reports.prove_night import ProveNight
from chalicelib.services.reports.prove_payout import ProvePayout
from chalicelib.services.reports.read_days import ReadDays
from chalicelib.services.reports.read_overview import ReadOverview
from chalicelib.services.reports.read_proofs import ListProofs, ReadProof
from chalicelib.services.reports.read_reports import ReadReports
from chalicelib.services.reports.reconcile import Reconcile
from chalicelib.services.reports.record_payout import RecordPayout


@dataclass(frozen=True, kw_only=True)
class ProofServices:
    """The reconciliation with Stripe, nightly and per payout, and reports to the clinic."""

    reconcile: Reconcile
    prove_night: ProveNight
    prove_payout: ProvePayout
    list_proofs: ListProofs
    read_proof: ReadProof
    read_reports: ReadReports
    read_overview: ReadOverview
    keep_report_days: KeepReportDays


def proof_services(adapters: Adapters, settings: Settings) -> ProofServices:
    clock, read_proof = adapters.clock, ReadProof(proofs=adapters.proofs)
    read_days = ReadDays(ledger=adapters.clinic_ledger, days=adapters.report_days, files=adapters.report_files)
    read_reports = ReadReports(
        ledger=adapters.clinic_ledger, read_days=read_days, clinics=adapters.clinics, clock=clock
    )
    return ProofServices(
        reconcile=Reconcile(ledger=adapters.ledger),
        prove_night=ProveNight(
            clinics=adapters.clinics,
            statements=adapters.statements,
            proofs=adapters.proofs,
            prove_clinic=ProveClinic(
                ledger=adapters.clinic_ledger,
                proofs=adapters.proofs,
                signer=adapters.signer,
                clock=clock,
                deployment=settings.deployment,
            ),
            record_payout=RecordPayout(ledger=adapters.ledger, clock=clock),
            metrics=adapters.metrics,
            clock=clock,
        ),
        prove_payout=ProvePayout(
            clinics=adapters.clinics,
            statements=adapters.statements,
            metrics=adapters.metrics,
            livemode=settings.livemode,
        ),
        list_proofs=ListProofs(proofs=adapters.proofs, read=read_proof),
        read_proof=read_proof,
        read_reports=read_reports,
        read_overview=ReadOverview(
            ledger=adapters.ledger, events=adapters.events, read_reports=read_reports, clock=clock
        ),
        keep_report_days=KeepReportDays(
            read_days=read_days,
            days=adapters.report_days,
            files=adapters.report_files,
            clinics=adapters.clinics,
            clock=clock,
        ),
    )
