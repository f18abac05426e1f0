"""Recording disputes: read again from Stripe at every event, and posted by what Stripe took so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.decisions import PostEntries, Quarantine, SaveRecord
from chalicelib.credit.dispute import record
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import Dispute, Record
from chalicelib.credit.stripe_report import DisputeReport, PaymentRef, UnresolvedReport
from chalicelib.services.ports import Clock, CreditReader, Disputes, Metrics, PostingStore, RecordStore
from chalicelib.services.quarantine_report import QuarantineReport
from chalicelib.services.retry import retry_on_conflict


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
        match record(records, payment, credit, report, livemode=self.livemode, at=self.clock.now()):
            case PostEntries(posting, warnings):
                self._warn(report, warnings)
                self.ledger.commit(posting)
                self.metrics.count("DisputesPosted")
                self._count_new(records, dispute_id)
            case SaveRecord(changed, also, warnings):
                self._warn(report, warnings)
                self.ledger.save_record(changed, *also)
                self._count_new(records, dispute_id)
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)

    def _records(self, patient: PatientKey, payment_id: str) -> tuple[Record, ...]:
        payment = self.ledger.payment(patient, payment_id)
        return self.ledger.records_of(payment) if payment else ()

    def _warn(self, report: DisputeReport, warnings: tuple[str, ...]) -> None:
        """Before the commit, and under the dispute's own name: a crash in between loses no warning."""
        if warnings:
            self.quarantine(report, warnings, report_id=f"dispute_{report.dispute_id}")
            self.metrics.count("DisputesThatDoNotFit")

    def _count_new(self, records: tuple[Record, ...], dispute_id: str) -> None:
        if not any(isinstance(each, Dispute) and each.id == dispute_id for each in records):
            self.metrics.count("DisputesOpened")
