"""Following up one thing that is due: a top-up that Stripe knows more about, a receipt, a refund, a dispute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.payment_report import PaymentReport, PaymentReportKind
from chalicelib.credit.records import Dispute, Record, Refund
from chalicelib.services.issue_receipt import ReceiptDesk, issue_receipt, needs_receipt
from chalicelib.services.record_dispute import move_transfer
from chalicelib.services.refund_payment import ask_for_refund
from chalicelib.services.settle_payment import settle_payment

if TYPE_CHECKING:
    from chalicelib.services.ports import WorkItem

GIVE_UP_AFTER = timedelta(hours=24)
SHORTEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=3)


def process_due_item(due: WorkItem, desk: ReceiptDesk) -> str:
    """Does what is due and answers in a word what that was. Raises Unavailable: it stays due."""
    payment = desk.books.ledger.payment(due.patient, due.payment_id)
    if payment is None:
        return "gone"
    if due.record_id is None:
        return _payment(payment, desk)
    return _record(payment, desk.books.ledger.record(due.patient, due.payment_id, due.record_id), desk)


def reschedule(due: WorkItem, desk: ReceiptDesk) -> None:
    """Makes it due again in five minutes. Raises Unavailable, Conflict."""
    ledger, later = desk.books.ledger, desk.books.clock.now() + SHORTEST_WAIT
    if due.record_id is None:
        payment = ledger.payment(due.patient, due.payment_id)
        if payment and payment.next_check_at:
            ledger.save(payment.changed(next_check_at=later))
        return
    record = ledger.record(due.patient, due.payment_id, due.record_id)
    if isinstance(record, Refund | Dispute) and record.next_check_at:
        ledger.save_record(record.changed(next_check_at=later))


def _payment(payment: Payment, desk: ReceiptDesk) -> str:
    if payment.is_open:
        payment = _ask(payment, desk)
    if payment.is_open:
        return _later(payment, desk)
    if needs_receipt(payment):
        issue_receipt(payment, desk)
        return "receipt"
    return _closed(payment, desk)


def _record(payment: Payment, record: Record | None, desk: ReceiptDesk) -> str:
    """Nothing before its time: the table's stream tells of each postponement, too, and would make a circle of it."""
    now = desk.books.clock.now()
    match record:
        case Refund() if record.next_check_at and record.next_check_at <= now:
            ask_for_refund(payment, record, desk.books, desk.payments())
            return "refund"
        case Dispute() if record.next_check_at and record.next_check_at <= now:
            move_transfer(payment, record, desk.books, desk.payments())
            return "transfer"
    return "gone"


def _ask(payment: Payment, desk: ReceiptDesk) -> Payment:
    """Asks Stripe, gives up at 24 h, and settles by the answer."""
    outcome = _outcome(payment, desk)
    too_old = _is_too_old(payment, desk.books.clock.now())
    if outcome is None:
        return _never_started(payment, desk) if too_old else payment
    if too_old and outcome.kind in (PaymentReportKind.WAITING, PaymentReportKind.FAILED):
        outcome = desk.payments().cancel(outcome.payment_intent_id)
    return settle_payment(outcome, desk.books, report_id=f"asked_{payment.id}")


def _outcome(payment: Payment, desk: ReceiptDesk) -> PaymentReport | None:
    if payment.payment_intent_id:
        return desk.payments().outcome(payment.payment_intent_id)
    customer_id = desk.books.ledger.credit(payment.patient).customer_id
    return desk.payments().find(payment, customer_id) if customer_id else None


def _never_started(payment: Payment, desk: ReceiptDesk) -> Payment:
    closed = payment.changed(status=PaymentStatus.CANCELED)
    desk.books.ledger.save(closed)
    return closed


def _later(payment: Payment, desk: ReceiptDesk) -> str:
    """Asks again when the top-up is half as old again, at least every three hours, and at 24 h: under twenty times."""
    now, give_up = desk.books.clock.now(), payment.created_at + GIVE_UP_AFTER
    due = now + min(LONGEST_WAIT, max(SHORTEST_WAIT, (now - payment.created_at) / 2))
    due = min(due, give_up) if now < give_up else due
    desk.books.ledger.save(payment.changed(next_check_at=due))
    return "waiting"


def _closed(payment: Payment, desk: ReceiptDesk) -> str:
    if payment.next_check_at:
        desk.books.ledger.save(payment.changed(next_check_at=None))
    return payment.status


def _is_too_old(payment: Payment, now: datetime) -> bool:
    return now - payment.created_at >= GIVE_UP_AFTER
