"""A clinic's list of disputes, and what else it has to look at, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, Refund, RefundStatus
from chalicelib.services.ports import DisputedPayment, Page, PageRequest
from tests.fakes.rows import Rows


def listed_disputes(rows: Rows, clinic_id: str, page: PageRequest, *, open_only: bool) -> Page[DisputedPayment]:
    """See services.ports.DisputeLists. The cursor is a dispute's id."""
    mine = [dispute for dispute in rows.all(Dispute) if dispute.patient.clinic_id == clinic_id]
    mine = [dispute for dispute in mine if dispute.share_of is None]
    open_ones = sorted((each for each in mine if not each.status.is_over), key=_by_urgency)
    closed = sorted((each for each in mine if each.status.is_over), key=lambda each: each.opened_at, reverse=True)
    listed = open_ones if open_only else [*open_ones, *closed]
    places = [dispute.id for dispute in listed]
    start = places.index(page.cursor) + 1 if page.cursor in places else 0
    shown = listed[start : start + page.limit]
    more = len(listed) > start + page.limit
    return Page(tuple(_with_payment(rows, dispute) for dispute in shown), shown[-1].id if more else None)


def _by_urgency(dispute: Dispute) -> tuple[bool, object, str]:
    due = dispute.due_by if dispute.status.awaits_response else None
    return not dispute.status.awaits_response, due or dispute.opened_at, dispute.id


def listed_holds(rows: Rows, clinic_id: str) -> Sequence[Payment]:
    held = (each for each in rows.all(Payment) if each.patient.clinic_id == clinic_id and each.is_held)
    by_hold = ((payment.hold.at, payment.id, payment) for payment in held if payment.hold and payment.unapplied > 0)
    return [payment for _, _, payment in sorted(by_hold, reverse=True)]


def listed_failed_refunds(rows: Rows, clinic_id: str, since: datetime) -> Sequence[tuple[Refund, Payment]]:
    failed = (each for each in rows.all(Refund) if each.status is RefundStatus.FAILED)
    mine = ((each.settled_at, each.id, each) for each in failed if each.patient.clinic_id == clinic_id)
    recent = sorted((at, id_, each) for at, id_, each in mine if at and at >= since)
    return [(refund, _payment_of(rows, refund)) for _, _, refund in reversed(recent)]


def _with_payment(rows: Rows, dispute: Dispute) -> DisputedPayment:
    return DisputedPayment(dispute, _payment_of(rows, dispute))


def _payment_of(rows: Rows, record: Dispute | Refund) -> Payment:
    of = (each for each in rows.all(Payment) if each.id == record.payment_id and record.patient in each.holders)
    payment = next(of, None)
    assert payment is not None, f"{record.payment_id} is gone"
    return payment
