"""The nightly proof: the ledger and Stripe compared for every clinic, signed, and stored where it cannot be changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.credit.balance_transaction import BalanceTransaction, Statement
from chalicelib.credit.errors import CreditError
from chalicelib.credit.proof_document import Proof, StoredProof, read_proof
from chalicelib.services.ports import Clinics, Clock, Metrics
from chalicelib.services.ports.proofs import ProofStore, Statements
from chalicelib.services.reports.prove_clinic import Night, ProveClinic
from chalicelib.services.reports.record_payout import RecordPayout

LAG = timedelta(minutes=15)
"""A proof ends this long before it is made: what was committed just now may not be in an index or in a list yet."""


@dataclass(frozen=True, slots=True)
class NightReport:
    """The counts of a run: clinics `proven`, `known` (proven before) and `failed`, and the `differences` found.

    `failures` name the clinics that could not be proven, with the kind of fault; `differing` are those whose proof of
    today has differences, whether this run made it or one before.
    """

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProveNight:
    """Prove every clinic that has no proof of today (UTC). Repeatable: a clinic has one proof per date."""

    clinics: Clinics
    statements: Statements
    proofs: ProofStore
    prove_clinic: ProveClinic
    record_payout: RecordPayout
    metrics: Metrics
    clock: Clock
    lag: timedelta = LAG

    def __call__(self) -> NightReport:
        """Raises Unavailable when Stripe cannot be read; the fault of one clinic leaves the others alone."""
        report = NightReport()
        until = (self.clock.now() - self.lag).replace(microsecond=0)
        nights = list(self._due(until, report))
        if nights:
            statement = self._statement(nights, until)
            by_clinic = _lines_by_clinic(statement)
            for night in nights:
                lines = [line for line in by_clinic[night.clinic.profile.id] if _is_since(line, night.since)]
                self._prove(night, statement, lines, until, report)
        self.metrics.count("ProofDifferences", report.counts["differences"])
        self.metrics.count("ProofsFailed", report.counts["failed"])
        return report

    def _due(self, until: datetime, report: NightReport) -> Iterator[Night]:
        for clinic_id in self.clinics.clinic_ids():
            try:
                night = Night(self.clinics.get(clinic_id), self._latest(clinic_id))
            except CreditError as fault:
                _count_failure(report, clinic_id, fault)
                continue
            if self._is_proven(night, until):
                report.counts["known"] += 1
                _note_differences(report, night.previous.proof if night.previous else None, self.clock.now().date())
            else:
                yield night

    def _latest(self, clinic_id: str) -> StoredProof | None:
        dates = self.proofs.dates(clinic_id)
        content = self.proofs.read(clinic_id, dates[0]) if dates else None
        return read_proof(content) if content else None

    def _is_proven(self, night: Night, until: datetime) -> bool:
        if night.previous is None:
            return False
        return night.previous.proof.date >= self.clock.now().date() or night.previous.proof.until >= until

    def _statement(self, nights: Sequence[Night], until: datetime) -> Statement:
        """Read Stripe once for all clinics, from where the one that is furthest behind ended."""
        starts = [night.since for night in nights if night.since]
        since = min(starts) if len(starts) == len(nights) else None
        accounts = sorted({account for night in nights for account in night.accounts})
        return self.statements.statement(
            since,
            until,
            accounts,
            sorted({key for night in nights for key in night.open_payouts}),
            platform_payouts=any(night.is_paid_on_platform for night in nights),
        )

    def _prove(
        self,
        night: Night,
        statement: Statement,
        lines: Sequence[BalanceTransaction],
        until: datetime,
        report: NightReport,
    ) -> None:
        try:
            self._record_payouts(night, statement)
            proof = self.prove_clinic(night, statement, lines, until)
        except CreditError as fault:
            _count_failure(report, night.clinic.profile.id, fault)
            return
        report.counts["proven" if proof else "known"] += 1
        report.counts["differences"] += len(proof.differences) if proof else 0
        _note_differences(report, proof, self.clock.now().date())

    def _record_payouts(self, night: Night, statement: Statement) -> None:
        """Before the proof is kept, which is where the next night begins: a run that ends here is repeated whole."""
        for payout in filter(night.has, statement.payouts):
            self.record_payout(payout)
        for payout in filter(night.has, statement.returned):
            self.record_payout.returned(payout)


def _note_differences(report: NightReport, proof: Proof | None, today: date) -> None:
    if proof and proof.differences and proof.date == today:
        report.differing.append(proof.clinic_id)


def _lines_by_clinic(statement: Statement) -> Mapping[str, Sequence[BalanceTransaction]]:
    by_clinic: defaultdict[str, list[BalanceTransaction]] = defaultdict(list)
    for line in statement.transactions:
        if line.payment:
            by_clinic[line.payment.patient.clinic_id].append(line)
    return by_clinic


def _is_since(line: BalanceTransaction, since: datetime | None) -> bool:
    return since is None or line.created >= since


def _count_failure(report: NightReport, clinic_id: str, fault: CreditError) -> None:
    report.counts["failed"] += 1
    report.failures.append(f"{clinic_id}: {type(fault).__name__}")
