"""A clinic's list of disputes, in memory."""

from __future__ import annotations

from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute
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


def _with_payment(rows: Rows, dispute: Dispute) -> DisputedPayment:
    of = (each for each in rows.all(Payment) if each.id == dispute.payment_id and dispute.patient in each.holders)
    payment = next(of, None)
    assert payment is not None, f"{dispute.payment_id} is gone"
    return DisputedPayment(dispute, payment)
