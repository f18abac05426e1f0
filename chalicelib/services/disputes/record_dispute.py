"""Recording disputes: read again from Stripe at every event, and posted by what Stripe took so far."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SaveRecord
from chalicelib.credit.dispute import misfit_of, net_withdrawn, record
from chalicelib.credit.dispute_shares import Holder, follow, shares
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import CreditTransfer, Dispute, Record
from chalicelib.credit.stripe_report import DisputeReport, PaymentRef, UnresolvedReport
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.ports import Clock, CreditReader, Disputes, Metrics, PostingStore, RecordStore
from chalicelib.services.retry import retry_on_conflict

MOST_HOLDERS = 20
"""Four items each must fit DynamoDB's 100 in one transaction (API_TransactWriteItems)."""


class DisputeLedger(CreditReader, PostingStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDispute:
    ledger: DisputeLedger
    stripe: Disputes
    quarantine: QuarantineReport
    clock: Clock
    metrics: Metrics
    livemode: bool

    def __call__(self, pointer: PaymentRef, dispute_id: str, *, report_id: str) -> None:
        """Make the dispute durable as Stripe has it now. Repeatable; names and order of events don't matter.

        Raises NotFound when the payment isn't stored, or not paid, yet.
        """
        retry_on_conflict(lambda: self._record(pointer, dispute_id, report_id), self.clock)

    def _record(self, pointer: PaymentRef, dispute_id: str, report_id: str) -> None:
        """Records are read before Stripe: who decided on an older state of the dispute meets a newer version."""
        records = self._records(pointer.patient, pointer.payment_id)
        facts = self.stripe.dispute(dispute_id)
        if facts is None:
            return
        report = UnresolvedReport(facts).resolve(pointer)
        assert isinstance(report, DisputeReport), "made of a dispute's facts"
        payment, credit = self.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        match self._decide(records, payment, credit, report):
            case PostEntries(posting, warnings):
                self._warn(report, warnings)
                self._count_new(records, dispute_id)
                self.ledger.commit(posting)
                self.metrics.count("DisputesPosted")
            case SaveRecord(changed, also, warnings):
                self._warn(report, warnings)
                self._count_new(records, dispute_id)
                self.ledger.save_record(changed, *also)
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)

    def _decide(
        self, records: tuple[Record, ...], payment: Payment, credit: PatientCredit, report: DisputeReport
    ) -> PostEntries | SaveRecord | Quarantine | NoChange:
        """Decide for the disputed payment, and for the payments that credit of it was transferred to."""
        at, others = self.clock.now(), tuple(self._received(records)) if payment.transferred else ()
        holders = (Holder(payment, credit, records), *others)
        risked = sum(holder.at_risk(report.dispute_id) for holder in holders)
        total = risked if misfit_of(payment, report) else min(net_withdrawn(payment, report), risked)
        _, *taken = shares(report.dispute_id, total, holders)
        decision = record(records, payment, credit, report, livemode=self.livemode, at=at, taken_elsewhere=sum(taken))
        if not others or not isinstance(decision, PostEntries | SaveRecord):
            return decision
        changed = decision.posting.records if isinstance(decision, PostEntries) else (decision.record, *decision.also)
        dispute = next(each for each in changed if isinstance(each, Dispute) and each.id == report.dispute_id)
        return follow(decision, dispute, zip(others, taken, strict=True), at)

    def _received(self, records: tuple[Record, ...]) -> Iterator[Holder]:
        """The payments that hold transferred credit, in the order of the transfers, as far as one posting reaches."""
        transfers = deque(each for each in records if isinstance(each, CreditTransfer))
        for _ in range(MOST_HOLDERS):
            if not transfers:
                return
            made = transfers.popleft()
            received, credit = self.ledger.payment_with_credit(made.to, made.to_payment_id)
            if received:
                known = self.ledger.records_of(received)
                transfers.extend(each for each in known if isinstance(each, CreditTransfer))
                yield Holder(received, credit, known)

    def _records(self, patient: PatientKey, payment_id: str) -> tuple[Record, ...]:
        payment = self.ledger.payment(patient, payment_id)
        return self.ledger.records_of(payment) if payment else ()

    def _warn(self, report: DisputeReport, warnings: tuple[str, ...]) -> None:
        """Before the commit, and under the dispute's own name: a crash in between loses no warning."""
        if warnings:
            self.quarantine(report, warnings, report_id=f"dispute_{report.dispute_id}")
            self.metrics.count("DisputesThatDoNotFit")

    def _count_new(self, records: tuple[Record, ...], dispute_id: str) -> None:
        """Before the commit as well: a crash in between counts it twice, and never not at all."""
        if not any(isinstance(each, Dispute) and each.id == dispute_id for each in records):
            self.metrics.count("DisputesOpened")
