"""Processing one work item: an open top-up, a missing receipt, a refund, a dispute, a position, an invoice, a merge, a
removal of personal data, a notice, a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import PatientMerged
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import Dispute, Position, Record, Refund
from chalicelib.credit.schedule import GIVE_UP_AFTER, LONGEST_WAIT, SECOND_CHECK_AFTER, SHORTEST_WAIT
from chalicelib.credit.stripe_report import PaymentRef, PaymentReport, PaymentReportKind
from chalicelib.services.disputes.move_position import MovePosition
from chalicelib.services.disputes.record_dispute import RecordDispute
from chalicelib.services.documents.issue_document import IssueDocument
from chalicelib.services.invoices.adjust_invoice import AdjustInvoice
from chalicelib.services.notices.send_notice import SendNotice
from chalicelib.services.patients.finish_erasure import FinishErasure
from chalicelib.services.patients.finish_merge import FinishMerge
from chalicelib.services.ports import (
    Clock,
    CreditReader,
    DocumentStore,
    InvoiceStore,
    MergeStore,
    Metrics,
    NoticeStore,
    PaymentIntents,
    PaymentStore,
    PeopleStore,
    RecordStore,
    WorkItem,
)
from chalicelib.services.receipts.issue_receipt import IssueReceipt, needs_receipt
from chalicelib.services.refunds.request_refund import RequestRefund
from chalicelib.services.top_ups.settle_payment import SettlePayment

NOT_FOUND = "gone"


class WorkLedger(
    CreditReader, PaymentStore, RecordStore, InvoiceStore, MergeStore, PeopleStore, NoticeStore, DocumentStore, Protocol
): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDueItem:
    ledger: WorkLedger
    stripe: PaymentIntents
    settle_payment: SettlePayment
    issue_receipt: IssueReceipt
    request_refund: RequestRefund
    record_dispute: RecordDispute
    move_position: MovePosition
    adjust_invoice: AdjustInvoice
    finish_merge: FinishMerge
    finish_erasure: FinishErasure
    send_notice: SendNotice
    issue_document: IssueDocument
    clock: Clock
    metrics: Metrics

    def __call__(self, item: WorkItem) -> str:
        """Do what is due and return it in one word. Raises Unavailable: the item stays due."""
        try:
            return self._process(item)
        except PatientMerged as merged:  # It has not moved yet.
            self.finish_merge(merged.patient)
            return NOT_FOUND if item.invoice_id else self._process(item)  # An invoice is due where it moved to.

    def _process(self, item: WorkItem) -> str:
        if item.is_merge:
            return "merge" if self.finish_merge(item.patient) else NOT_FOUND
        if item.is_erasure:
            return "erasure" if self.finish_erasure(item.patient) else NOT_FOUND
        if item.notice_id:
            return self._notice(item.patient, item.notice_id)
        if item.document_id:
            return "document" if self.issue_document(item.patient, item.document_id) else NOT_FOUND
        if item.invoice_id:
            return "invoice" if self.adjust_invoice(item.patient, item.invoice_id) else NOT_FOUND
        payment = self.ledger.payment(item.patient, item.payment_id)
        if payment is None:
            return NOT_FOUND
        if item.record_id is None:
            return self._payment(payment)
        return self._record(payment, self.ledger.record(item.patient, item.payment_id, item.record_id))

    def _notice(self, owner: PatientKey, notice_id: str) -> str:
        notice = self.ledger.notice(owner, notice_id)
        if notice is None or notice.next_check_at is None or notice.next_check_at > self.clock.now():
            return NOT_FOUND
        self.send_notice(notice)
        return "notice"

    def _payment(self, payment: Payment) -> str:
        """Do nothing before the payment is due: a message may come twice, or after an event that settled it."""
        if payment.next_check_at is None or payment.next_check_at > self.clock.now():
            return NOT_FOUND
        if payment.is_open:
            payment = self._ask(payment)
            if payment.status is PaymentStatus.SUCCEEDED:  # Five minutes at least after its start, and no event came.
                self.metrics.count("SettledByLooking")
        if payment.is_open:
            return self._check_later(payment)
        if needs_receipt(payment) or payment.erased_at:
            self.issue_receipt(payment)
        if needs_receipt(payment):
            return "receipt"
        return self._close(payment)

    def _record(self, payment: Payment, record: Record | None) -> str:
        """Do nothing before the record is due: the table's stream also delivers each postponement."""
        now = self.clock.now()
        match record:
            case Refund() if record.next_check_at and record.next_check_at <= now:
                self.request_refund(payment, record)
                return "refund"
            case Dispute() if record.next_check_at and record.next_check_at <= now:
                pointer = PaymentRef(payment.patient, payment.id)
                self.record_dispute(pointer, record.id, report_id=f"asked_{record.id}")
                return "dispute"
            case Position() if record.next_check_at and record.next_check_at <= now:
                self.move_position(payment)
                return "transfer"
        return NOT_FOUND

    def _ask(self, payment: Payment) -> Payment:
        """Settle by Stripe's report now; cancel what is still unpaid after 24 h."""
        report = self._report(payment)
        too_old = self.clock.now() - payment.created_at >= GIVE_UP_AFTER
        if report is None:
            return self._cancel(payment) if too_old else payment
        if too_old and report.kind in (PaymentReportKind.WAITING, PaymentReportKind.FAILED):
            report = self.stripe.cancel(report.payment_intent_id, payment)
        return self.settle_payment(report, report_id=f"asked_{payment.id}")

    def _report(self, payment: Payment) -> PaymentReport | None:
        if payment.payment_intent_id:
            return self.stripe.outcome(payment.payment_intent_id, payment)
        customer_id = self._customer(payment)
        return self.stripe.find(payment, customer_id) if customer_id else None

    def _customer(self, payment: Payment) -> str | None:
        return payment.customer_id or self.ledger.stored_credit(payment.holders[0]).customer_id

    def _cancel(self, payment: Payment) -> Payment:
        closed = payment.changed(status=PaymentStatus.CANCELED)
        self.ledger.save(closed)
        return closed

    def _check_later(self, payment: Payment) -> str:
        self.ledger.save(payment.changed(next_check_at=_next_check(payment, self.clock.now())))
        return "waiting"

    def _close(self, payment: Payment) -> str:
        if payment.next_check_at:
            last_look_at = payment.last_look_at
            is_last = last_look_at is None or self.clock.now() >= last_look_at
            if last_look_at and is_last:
                payment = self._cancel_others(payment)
            self.ledger.save(payment.changed(next_check_at=None if is_last else last_look_at))
        return payment.status

    def _cancel_others(self, payment: Payment) -> Payment:
        """One may have been made after Stripe's failure and the look at it, or be left by a switch that was cut off."""
        customer_id = self._customer(payment)
        for other in self.stripe.others(payment, customer_id) if customer_id else ():
            payment = self.settle_payment(self.stripe.cancel(other, payment), report_id=f"other_{other}")
        return payment


def _next_check(payment: Payment, now: datetime) -> datetime:
    """Return the next check: an abandoned top-up costs three looks, the last of which cancels it."""
    looks = (payment.created_at + age for age in (SECOND_CHECK_AFTER, GIVE_UP_AFTER))
    return next((look for look in looks if look > now), now + LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule:
    ledger: WorkLedger
    clock: Clock

    def __call__(self, item: WorkItem) -> None:
        """Make the item due again in five minutes. Raises Unavailable, Conflict."""
        later = self.clock.now() + SHORTEST_WAIT
        if item.notice_id:
            notice = self.ledger.notice(item.patient, item.notice_id)
            if notice and notice.next_check_at:
                self.ledger.save_notice(notice.postponed(self.clock.now()))
            return
        if item.is_merge or item.is_erasure:
            self._of_patient(item, later)
            return
        if item.document_id:
            document = self.ledger.document(item.patient, item.document_id)
            if document and document.next_check_at:
                self.ledger.save_document(document.changed(next_check_at=later))
            return
        if item.invoice_id:
            invoice = self.ledger.invoice(item.patient, item.invoice_id)
            if invoice and invoice.next_check_at:
                self.ledger.save_invoice(invoice.changed(next_check_at=later))
            return
        if item.record_id is None:
            payment = self.ledger.payment(item.patient, item.payment_id)
            if payment and payment.next_check_at:
                self.ledger.save(payment.changed(next_check_at=later))
            return
        record = self.ledger.record(item.patient, item.payment_id, item.record_id)
        if isinstance(record, Refund | Dispute | Position) and record.next_check_at:
            self.ledger.save_record(record.changed(next_check_at=later))

    def _of_patient(self, item: WorkItem, later: datetime) -> None:
        if item.is_erasure:
            if self.ledger.stored_credit(item.patient).erasure_due_at:
                self.ledger.check_erasure(item.patient, later)
            return
        merge = self.ledger.merge_of(item.patient)
        if merge and merge.next_check_at:
            self.ledger.save_merge(merge.changed(later))
