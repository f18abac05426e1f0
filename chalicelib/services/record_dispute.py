"""Recording disputes: the credit moves when Stripe moves the money, and the clinic's account follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.decisions import PostEntries, Quarantine, SaveRecord
from chalicelib.credit.dispute import record
from chalicelib.credit.errors import NotFound
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import Dispute
from chalicelib.credit.stripe_report import DisputeReport
from chalicelib.services.ports import Clock, CreditReader, Metrics, PostingStore, RecordStore
from chalicelib.services.quarantine_report import QuarantineReport
from chalicelib.services.retry import retry_on_conflict


class DisputeLedger(CreditReader, PostingStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDispute:
    ledger: DisputeLedger
    quarantine: QuarantineReport
    clock: Clock
    metrics: Metrics
    livemode: bool

    def __call__(self, report: DisputeReport, *, report_id: str) -> None:
        """Make the report durable. Repeatable, in any order.

        Raises NotFound when the payment isn't stored, or not paid, yet.
        """
        retry_on_conflict(lambda: self._record(report, report_id), self.clock)

    def _record(self, report: DisputeReport, report_id: str) -> None:
        pointer = report.pointer
        known = self.ledger.record(pointer.patient, pointer.payment_id, report.dispute_id)
        payment, credit = self.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        dispute = known if isinstance(known, Dispute) else None
        match record(dispute, payment, credit, report, livemode=self.livemode, at=self.clock.now()):
            case PostEntries(posting):
                self.ledger.commit(posting)
                self.metrics.count("DisputesPosted")
            case SaveRecord(changed):
                self.ledger.save_record(changed)
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)
