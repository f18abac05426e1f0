"""Refunding credit to the card that paid. Pure: it decides, use cases write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.credit.apply import refundable
from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SaveRecord
from chalicelib.credit.dispute import share_out
from chalicelib.credit.errors import InsufficientCredit, NotAllowed
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import original_can_bear, position_due, replaced
from chalicelib.credit.records import Dispute, Record, Refund, RefundStatus
from chalicelib.credit.schedule import REFUND_CHECK_AFTER
from chalicelib.credit.stripe_report import RefundReport


def reserve(credit: PatientCredit, payment: Payment, refund: Refund, records: Iterable[Record]) -> Posting:
    """Take the refund's amount off the balance before Stripe is asked.

    Whether Stripe takes it from the payment's own transfer is decided here and kept. Raises NotAllowed while a dispute
    of the payment is open (Stripe refuses to refund the charge) and InsufficientCredit for more than is unapplied.
    """
    known = tuple(records)
    if any(isinstance(record, Dispute) and record.is_open for record in known):
        raise NotAllowed("This payment is disputed. Stripe refunds it only after the dispute.", code="disputed")
    if refund.amount > refundable(credit, payment):
        raise InsufficientCredit(refundable(credit, payment))
    can_bear = original_can_bear(payment, known, refund.amount)
    return _debit(credit, payment, replace(refund, reverse_transfer=can_bear))


def settle_refund(
    refund: Refund | None,
    payment: Payment,
    credit: PatientCredit,
    report: RefundReport,
    *,
    livemode: bool,
    at: datetime,
    records: Iterable[Record] = (),
) -> PostEntries | SaveRecord | Quarantine | NoChange:
    """Decide the effect of Stripe's report. A failed refund returns the credit, once; a failure is final.

    What disputes take, and what the clinic's account should hold, follow in the same decision.
    """
    decision = _settled(refund, payment, credit, report, livemode=livemode, at=at)
    match decision:
        case PostEntries(posting):
            return PostEntries(with_consequences(posting, records, at))
        case SaveRecord(changed):
            position = position_due(payment, replaced(records, changed), at, in_any_case=_left_a_reversal(changed))
            return SaveRecord(changed, (position,) if position else ())
    return decision


def with_consequences(posting: Posting, records: Iterable[Record], at: datetime) -> Posting:
    """The posting of a refund, with what disputes take after it and what the clinic's account should hold."""
    known = replaced(records, *posting.records)
    shared, known = share_out(posting.credit, posting.payments[0], known, at)
    whole = posting.then(shared) if shared else posting
    left_a_reversal = any(map(_left_a_reversal, posting.records))
    position = position_due(whole.payments[0], known, at, in_any_case=left_a_reversal)
    return whole.recording(position) if position else whole


def _left_a_reversal(record: Record) -> bool:
    """Whether it may have reversed the transfer, and left it so: a refund that Stripe made and that failed.

    It may never have been known as made: then what the account should hold is the same before and after.
    """
    return isinstance(record, Refund) and record.status is RefundStatus.FAILED and record.stripe_refund_id is not None


def _settled(
    refund: Refund | None,
    payment: Payment,
    credit: PatientCredit,
    report: RefundReport,
    *,
    livemode: bool,
    at: datetime,
) -> PostEntries | SaveRecord | Quarantine | NoChange:
    mismatches = _mismatches(refund, payment, report, livemode=livemode)
    if mismatches:
        return Quarantine(mismatches)
    if refund is None:
        return _record_dashboard_refund(payment, credit, report, at)
    if refund.status is RefundStatus.FAILED or (_known(refund, report) and not _is_due(refund, at)):
        return NoChange()
    if report.status is RefundStatus.FAILED:
        return PostEntries(release_refund(credit, payment, refund, at, report.stripe_refund_id, report.failure))
    if report.status is RefundStatus.PENDING and refund.status is RefundStatus.SUCCEEDED:
        return NoChange()
    return SaveRecord(_with(refund, report, at))


def release_refund(
    credit: PatientCredit, payment: Payment, refund: Refund, at: datetime, stripe_refund_id: str | None, why: str | None
) -> Posting:
    """Return the amount of a failed refund to the patient's credit."""
    after = payment.changed(refunded=payment.refunded - refund.amount)
    failed = refund.changed(
        status=RefundStatus.FAILED,
        stripe_refund_id=stripe_refund_id or refund.stripe_refund_id,
        failure=why or "unknown",
        settled_at=at,
        next_check_at=None,
    )
    posting = post(credit, payment, after, kind=EntryKind.REFUND_FAILED, actor=STRIPE, at=at, reference=refund.id)
    return posting.recording(failed.record_response)


def _debit(credit: PatientCredit, payment: Payment, refund: Refund) -> Posting:
    after = payment.changed(refunded=payment.refunded + refund.amount)
    posting = post(
        credit,
        payment,
        after,
        kind=EntryKind.REFUNDED,
        actor=refund.requested_by,
        at=refund.requested_at,
        reference=refund.id,
        tender=refund.outside.tender if refund.outside else None,
    )
    return posting.recording(refund)


def _record_dashboard_refund(
    payment: Payment, credit: PatientCredit, report: RefundReport, at: datetime
) -> PostEntries | SaveRecord:
    """Record a refund made in Stripe's dashboard: the money is gone, and so is the credit.

    A failed one is recorded as well, so that an older report that arrives later takes nothing.
    """
    failed = report.status is RefundStatus.FAILED
    refund = Refund(
        id=report.record_id,
        patient=payment.patient,
        payment_id=payment.id,
        amount=report.amount,
        currency=report.currency,
        reason="Made in Stripe's dashboard",
        request_hash="",
        requested_at=at,
        requested_by=STRIPE,
        status=report.status,
        stripe_refund_id=report.stripe_refund_id,
        failure=(report.failure or "unknown") if failed else None,
        settled_at=None if report.status is RefundStatus.PENDING else at,
        next_check_at=at + REFUND_CHECK_AFTER if report.status is RefundStatus.PENDING else None,
    )
    return SaveRecord(refund) if failed else PostEntries(_debit(credit, payment, refund))


def _with(refund: Refund, report: RefundReport, at: datetime) -> Refund:
    done = report.status is RefundStatus.SUCCEEDED
    changed = refund.changed(
        status=report.status,
        stripe_refund_id=report.stripe_refund_id,
        settled_at=at if done else None,
        next_check_at=None if done else at + REFUND_CHECK_AFTER,
    )
    return changed.record_response


def _is_due(refund: Refund, at: datetime) -> bool:
    return refund.next_check_at is not None and refund.next_check_at <= at


def _known(refund: Refund, report: RefundReport) -> bool:
    return (refund.status, refund.stripe_refund_id) == (report.status, report.stripe_refund_id)


def _mismatches(refund: Refund | None, payment: Payment, report: RefundReport, *, livemode: bool) -> tuple[str, ...]:
    checks = {
        "payment_intent": payment.payment_intent_id == report.payment_intent_id,
        "currency": payment.currency == report.currency,
        "livemode": livemode == report.livemode,
        "amount": refund is None or refund.amount == report.amount,
        "refund": refund is not None or report.refund_id is None,
    }
    return tuple(name for name, agrees in checks.items() if not agrees)
