"""Recording Stripe's report of a refund."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.decisions import PostEntries, Quarantine, SaveRecord
from chalicelib.credit.errors import NotFound
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import Refund
from chalicelib.credit.refund import settle_refund
from chalicelib.credit.stripe_report import RefundReport
from chalicelib.services.ports import Clock, CreditReader, PostingStore, RecordStore
from chalicelib.services.quarantine_report import QuarantineReport
from chalicelib.services.retry import retry_on_conflict


class RefundLedger(CreditReader, PostingStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRefund:
    ledger: RefundLedger
    quarantine: QuarantineReport
    clock: Clock
    livemode: bool

    def __call__(self, report: RefundReport, *, report_id: str) -> Refund | None:
        """Make the report durable. Repeatable, in any order. Returns None when the report was quarantined.

        Raises NotFound when the payment, or the refund that the report names, isn't stored yet.
        """
        return retry_on_conflict(lambda: self._record(report, report_id), self.clock)

    def _record(self, report: RefundReport, report_id: str) -> Refund | None:
        pointer = report.pointer
        known = self.ledger.record(pointer.patient, pointer.payment_id, report.record_id)
        payment, credit = self.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
        refund = known if isinstance(known, Refund) else None
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED or (report.refund_id and refund is None):
            raise NotFound("refund")
        match settle_refund(refund, payment, credit, report, livemode=self.livemode, at=self.clock.now()):
            case PostEntries(posting):
                self.ledger.commit(posting)
                return next(record for record in posting.records if isinstance(record, Refund))
            case SaveRecord(Refund() as changed):
                self.ledger.save_record(changed)
                return changed
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)
        return refund
