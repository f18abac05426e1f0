"""Recording disputes: the credit moves when Stripe moves the money, and the clinic's account follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.credit.dispute import DisputeReport, record
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import Dispute, Transfer
from chalicelib.credit.refund import SaveRecord
from chalicelib.credit.settle import PostEntries, Quarantine
from chalicelib.services.retry import retry_on_conflict
from chalicelib.services.settle_payment import Books, quarantine

if TYPE_CHECKING:
    from chalicelib.services.ports import Payments

TRY_AGAIN_AFTER = timedelta(hours=6)


def record_dispute(report: DisputeReport, books: Books, *, report_id: str) -> None:
    """Makes durable what Stripe says of a dispute. Safe to repeat, in any order.

    Raises NotFound when the payment isn't in the books, or not paid there, yet.
    """
    retry_on_conflict(lambda: _record(report, books, report_id), books.clock)


def _record(report: DisputeReport, books: Books, report_id: str) -> None:
    pointer = report.pointer
    known = books.ledger.record(pointer.patient, pointer.payment_id, report.dispute_id)
    payment, credit = books.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
    if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
        raise NotFound("payment")
    dispute = known if isinstance(known, Dispute) else None
    match record(dispute, payment, credit, report, livemode=books.livemode, at=books.clock.now()):
        case PostEntries(posting):
            books.ledger.commit(posting)
            books.counters.count("DisputesPosted")
        case SaveRecord(changed):
            books.ledger.save_record(changed)
        case Quarantine(mismatches):
            quarantine(report_id, report, mismatches, books)


def move_transfer(payment: Payment, dispute: Dispute, books: Books, payments: Payments) -> None:
    """Reverses or returns the clinic's transfer that a dispute left due. Safe to repeat.

    The clinic's account may have too little for a reversal: then it stays due, and the operator is told.
    """
    try:
        match dispute.transfer:
            case Transfer.REVERSAL_DUE:
                payments.reverse_transfer(payment, dispute)
            case Transfer.RETURN_DUE:
                payments.return_transfer(payment, dispute)
    except NotAllowed:
        books.counters.count("DisputeTransfersStuck")
        again_at = books.clock.now() + TRY_AGAIN_AFTER
        books.ledger.save_record(dispute.changed(next_check_at=again_at, refusals=dispute.refusals + 1))
        return
    retry_on_conflict(lambda: _moved(dispute, books), books.clock)


def _moved(done: Dispute, books: Books) -> None:
    """Says so on the dispute as it is by now: it may have been won while its reversal was under way."""
    dispute = books.ledger.record(done.patient, done.payment_id, done.id)
    if not isinstance(dispute, Dispute):
        return
    now, reversed_now = books.clock.now(), done.transfer is Transfer.REVERSAL_DUE
    return_due = reversed_now and dispute.reinstated_at is not None
    books.ledger.save_record(
        dispute.changed(
            transfer=Transfer.RETURN_DUE if return_due else Transfer.SETTLED,
            reversed_at=now if reversed_now else dispute.reversed_at,
            next_check_at=now if return_due else None,
        )
    )
