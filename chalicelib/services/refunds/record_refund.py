"""Recording Stripe's report of a refund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.credit.decisions import PostEntries, Quarantine, SaveRecord
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, PaymentStatus, Source
from chalicelib.credit.position import refunded_elsewhere
from chalicelib.credit.records import Record, Refund, RefundStatus
from chalicelib.credit.refund import settle_refund
from chalicelib.credit.stripe_report import RefundReport
from chalicelib.services.due_work.quarantine_report import QuarantineReport
from chalicelib.services.ports import Clock, CreditReader, Metrics, PostingStore, RecordStore
from chalicelib.services.retry import retry_on_conflict


class RefundLedger(CreditReader, PostingStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRefund:
    ledger: RefundLedger
    quarantine: QuarantineReport
    clock: Clock
    metrics: Metrics
    livemode: bool

    def __call__(self, report: RefundReport, *, report_id: str) -> Refund | None:
        """Make the report durable. Repeatable, in any order. Returns None when the report was quarantined.

        Raises NotFound when the payment, or the refund that the report names, isn't stored yet.
        """
        return retry_on_conflict(lambda: self._record(report, report_id), self.clock)

    def _record(self, report: RefundReport, report_id: str) -> Refund | None:
        pointer, now = report.pointer, self.clock.now()
        payment, credit = self.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("refund")
        records = self.ledger.records_of(payment)
        refund = next((each for each in records if isinstance(each, Refund) and _is_of(each, report)), None)
        if report.refund_id and refund is None:
            raise NotFound("refund")
        match settle_refund(refund, payment, credit, report, livemode=self.livemode, at=now, records=records):
            case PostEntries(posting):
                posting = posting.recording(*self._elsewhere(payment, posting.records, now))
                self.count_failed(*posting.records)
                self.ledger.commit(posting)
                return next(record for record in posting.records if isinstance(record, Refund))
            case SaveRecord(Refund() as changed, also):
                if refund is None:  # One of the dashboard that had failed by the time it was heard of.
                    self.count_failed(changed)
                self.ledger.save_record(changed, *also, *self._elsewhere(payment, (changed,), now))
                return changed
            case Quarantine(mismatches):
                self.quarantine(report, mismatches, report_id=report_id)
        return refund

    def _elsewhere(self, payment: Payment, changed: tuple[Record, ...], at: datetime) -> tuple[Record, ...]:
        """Return what a refund of transferred credit changes where the card paid: the account holds less for it."""
        refund = next((each for each in changed if isinstance(each, Refund)), None)
        if payment.source is not Source.TRANSFER or payment.origin is None or refund is None:
            return ()
        paid = PatientKey(payment.patient.clinic_id, payment.origin.patient_id)
        root = self.ledger.payment(paid, payment.origin.payment_id)
        return refunded_elsewhere(root, self.ledger.records_of(root), refund, at) if root else ()

    def count_failed(self, *changed: Record) -> None:
        """Alert the operator to a refund that fails: the patient waits for the money.

        Before the commit, as a crash after it would lose the alert; a repeated one is harmless.
        """
        if any(isinstance(each, Refund) and each.status is RefundStatus.FAILED for each in changed):
            self.metrics.count("RefundsFailed")


def _is_of(refund: Refund, report: RefundReport) -> bool:
    """By this service's id, or by Stripe's when the metadata was edited in the dashboard."""
    return refund.id == report.record_id or refund.stripe_refund_id == report.stripe_refund_id
