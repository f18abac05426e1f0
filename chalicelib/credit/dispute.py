"""Disputes: credit leaves when Stripe withdraws the money, and returns when Stripe reinstates it. Pure: it decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.credit.decisions import NoChange, PostEntries, Quarantine, SaveRecord
from chalicelib.credit.identity import STRIPE
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Transfer
from chalicelib.credit.schedule import TRANSFER_LANDS_WITHIN
from chalicelib.credit.stripe_report import DisputeEventKind, DisputeReport


def record(
    known: Dispute | None,
    payment: Payment,
    credit: PatientCredit,
    report: DisputeReport,
    *,
    livemode: bool,
    at: datetime,
) -> PostEntries | SaveRecord | Quarantine | NoChange:
    """Decide the effect of the report, whatever came before it and in whatever order."""
    mismatches = _mismatches(payment, report, livemode=livemode)
    if mismatches:
        return Quarantine(mismatches)
    dispute = _with_status(known or _opened(payment, report), report, at)
    match report.news:
        case DisputeEventKind.WITHDRAWN if dispute.withdrawn_at is None:
            return PostEntries(_withdrawn(credit, payment, dispute, at))
        case DisputeEventKind.REINSTATED if dispute.reinstated_at is None:
            return PostEntries(_reinstated(credit, payment, dispute, at))
    return NoChange() if dispute is known else SaveRecord(dispute.changed())


def _withdrawn(credit: PatientCredit, payment: Payment, dispute: Dispute, at: datetime) -> Posting:
    after = payment.changed(disputed=payment.disputed + dispute.amount)
    taken = dispute.changed(
        withdrawn_at=at,
        transfer=Transfer.REVERSAL_DUE if payment.account_id else Transfer.SETTLED,
        next_check_at=at if payment.account_id else None,
    )
    posting = post(credit, payment, after, kind=EntryKind.DISPUTED, actor=STRIPE, at=at, reference=dispute.id)
    return posting.recording(taken)


def _reinstated(credit: PatientCredit, payment: Payment, dispute: Dispute, at: datetime) -> Posting:
    """Return the credit; if the report of the withdrawal is still on its way, both entries are posted at once."""
    if dispute.withdrawn_at is None:
        both = _withdrawn(credit, payment, dispute, at)
        settled = replace(dispute, withdrawn_at=at)
        return replace(both, records=()).then(_reinstate(both.credit, both.payments[0], both.payments[0], settled, at))
    return _reinstate(credit, payment, payment.changed(), dispute, at)


def _reinstate(credit: PatientCredit, before: Payment, after: Payment, dispute: Dispute, at: datetime) -> Posting:
    returned = replace(after, disputed=after.disputed - dispute.amount)
    under_way = dispute.transfer is Transfer.REVERSAL_DUE
    may_be_reversed = dispute.reversed_at is not None or under_way
    given = dispute.changed(
        reinstated_at=at,
        transfer=Transfer.RETURN_DUE if may_be_reversed else Transfer.SETTLED,
        next_check_at=at + (TRANSFER_LANDS_WITHIN if under_way else timedelta()) if may_be_reversed else None,
    )
    posting = post(credit, before, returned, kind=EntryKind.DISPUTE_WON, actor=STRIPE, at=at, reference=dispute.id)
    return posting.recording(given)


def _opened(payment: Payment, report: DisputeReport) -> Dispute:
    return Dispute(
        id=report.dispute_id,
        patient=payment.patient,
        payment_id=payment.id,
        amount=report.amount,
        currency=report.currency,
        reason=report.reason,
        status=report.status,
        opened_at=report.at,
    )


def _with_status(dispute: Dispute, report: DisputeReport, at: datetime) -> Dispute:
    """The status only moves forward: reports come in any order."""
    if dispute.version and report.status.rank <= dispute.status.rank:
        return dispute
    closed = at if report.status.is_over else None
    return replace(dispute, status=report.status, closed_at=dispute.closed_at or closed)


def _mismatches(payment: Payment, report: DisputeReport, *, livemode: bool) -> tuple[str, ...]:
    checks = {
        "payment_intent": payment.payment_intent_id == report.payment_intent_id,
        "currency": payment.currency == report.currency,
        "livemode": livemode == report.livemode,
        "amount": 0 < report.amount <= payment.amount,
    }
    return tuple(name for name, agrees in checks.items() if not agrees)
