"""Refunding: reserved before Stripe is asked, settled by what Stripe says, given back when it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.credit.errors import IdempotencyKeyReused, NotAllowed, NotFound, Unavailable
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import Refund
from chalicelib.credit.refund import RefundReport, SaveRecord, release_refund, reserve, settle_refund
from chalicelib.credit.settle import PostEntries, Quarantine
from chalicelib.services.retry import retry_on_conflict
from chalicelib.services.settle_payment import Books, quarantine

if TYPE_CHECKING:
    from chalicelib.services.ports import Payments

FIRST_CHECK_AFTER = timedelta(minutes=5)
ASK_WITHIN = timedelta(hours=23)
"""Stripe may forget an idempotency key after 24 h: by then we only look for the refund, and never make it again."""
GIVE_UP_AFTER = timedelta(hours=24)
"""An hour after the last time it was asked for, nothing can be on its way any more: what isn't there never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """Staff's wish: `amount` (minor units) of one payment, and why, in their own words."""

    patient: PatientKey
    payment_id: str
    amount: int
    reason: str
    actor: Actor
    idempotency_key: str

    @property
    def refund_id(self) -> str:
        ids = (self.patient.clinic_id, self.patient.patient_id, self.payment_id)
        return derived_id("ref", *ids, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.amount, self.reason)


def refund_payment(request: RefundRequest, *, books: Books, payments: Payments) -> Refund:
    """Refunds unapplied credit to the card that paid. Repeating the request resumes or answers the same.

    Raises NotFound, NotAllowed (disputed), InsufficientCredit, IdempotencyKeyReused. When Stripe does not answer, the
    refund is pending and the sweep goes on with it. The answer is the refund as it was told first, for ever.
    """
    refund, payment = retry_on_conflict(lambda: _reserved(request, books), books.clock)
    if refund.request_hash != request.hash:
        raise IdempotencyKeyReused
    if refund.stripe_refund_id or refund.settled_at:
        return refund.original_response
    try:
        return ask_for_refund(payment, refund, books, payments).original_response
    except Unavailable:
        return _told_pending(refund, books)


def _told_pending(refund: Refund, books: Books) -> Refund:
    """Stripe did not answer, the sweep goes on with it: pending is what was said, whatever becomes of it."""

    def attempt() -> Refund:
        known = books.ledger.record(refund.patient, refund.payment_id, refund.id)
        assert isinstance(known, Refund), "it was reserved"
        if known.told is None:
            known = known.changed().record_response
            books.ledger.save_record(known)
        return known.original_response

    return retry_on_conflict(attempt, books.clock)


def _reserved(request: RefundRequest, books: Books) -> tuple[Refund, Payment]:
    payment, credit = books.ledger.payment_with_credit(request.patient, request.payment_id)
    if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
        raise NotFound("payment")
    known = books.ledger.record(request.patient, request.payment_id, request.refund_id)  # After the credit it leaves.
    if isinstance(known, Refund):
        return known, payment
    now = books.clock.now()
    refund = Refund(
        id=request.refund_id,
        patient=request.patient,
        payment_id=payment.id,
        amount=request.amount,
        currency=payment.currency,
        reason=request.reason,
        request_hash=request.hash,
        requested_at=now,
        requested_by=request.actor,
        next_check_at=now + FIRST_CHECK_AFTER,
    )
    posting = reserve(credit, payment, refund, books.ledger.records_of(payment))
    books.ledger.commit(posting)
    return refund, posting.payments[0]


def ask_for_refund(payment: Payment, refund: Refund, books: Books, payments: Payments) -> Refund:
    """Asks Stripe for a reserved refund and settles it by the answer; gives it back when Stripe refuses for good.

    After 23 hours it only looks whether Stripe made it. Raises Unavailable.
    """
    try:
        report = _report(payment, refund, books, payments)
    except NotAllowed:
        return _refused_or_made(payment, refund, books, payments)
    if report is None:
        return _refused(refund, "never reached Stripe", books)
    return record_refund(report, books, report_id=f"asked_{refund.id}") or refund


def _report(payment: Payment, refund: Refund, books: Books, payments: Payments) -> RefundReport | None:
    """What Stripe says of it now: a repeated request would be answered with what was true the first time."""
    age = books.clock.now() - refund.requested_at
    if not refund.stripe_refund_id and age < ASK_WITHIN:
        return payments.refund(payment, refund)
    found = payments.find_refund(payment, refund)
    if found is None and age < GIVE_UP_AFTER:
        raise Unavailable("Stripe has no such refund, and may be making it still.")
    return found


def _refused_or_made(payment: Payment, refund: Refund, books: Books, payments: Payments) -> Refund:
    """Stripe refuses what it made already, too: only a refund that it does not have is given back."""
    found = payments.find_refund(payment, refund)
    if found is None:
        return _refused(refund, "refused by Stripe", books)
    return record_refund(found, books, report_id=f"asked_{refund.id}") or refund


def _refused(refund: Refund, why: str, books: Books) -> Refund:
    def attempt() -> Refund:
        known = books.ledger.record(refund.patient, refund.payment_id, refund.id)
        payment, credit = books.ledger.payment_with_credit(refund.patient, refund.payment_id)
        if not isinstance(known, Refund) or payment is None or known.settled_at or known.stripe_refund_id:
            return known if isinstance(known, Refund) else refund
        posting = release_refund(credit, payment, known, books.clock.now(), None, why)
        books.ledger.commit(posting)
        return next(record for record in posting.records if isinstance(record, Refund))

    return retry_on_conflict(attempt, books.clock)


def record_refund(report: RefundReport, books: Books, *, report_id: str) -> Refund | None:
    """Makes durable what Stripe says of a refund. Safe to repeat, in any order; nothing when it was parked.

    Raises NotFound when the payment, or the refund that is ours, isn't there (yet).
    """
    return retry_on_conflict(lambda: _record(report, books, report_id), books.clock)


def _record(report: RefundReport, books: Books, report_id: str) -> Refund | None:
    pointer = report.pointer
    known = books.ledger.record(pointer.patient, pointer.payment_id, report.record_id)
    payment, credit = books.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
    refund = known if isinstance(known, Refund) else None
    if payment is None or payment.status is not PaymentStatus.SUCCEEDED or (report.refund_id and refund is None):
        raise NotFound("refund")
    now = books.clock.now()
    match settle_refund(refund, payment, credit, report, livemode=books.livemode, at=now):
        case PostEntries(posting):
            books.ledger.commit(posting)
            return next(record for record in posting.records if isinstance(record, Refund))
        case SaveRecord(Refund() as changed):
            books.ledger.save_record(changed)
            return changed
        case Quarantine(mismatches):
            quarantine(report_id, report, mismatches, books)
    return refund
