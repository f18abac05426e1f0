"""Reports of Stripe's refunds and disputes, in the business's words."""

from __future__ import annotations

from datetime import UTC, datetime

from chalicelib.credit.identity import is_opaque_id
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.records import Refund as OurRefund
from chalicelib.credit.stripe_report import (
    DisputeFacts,
    PaymentRef,
    RefundFacts,
    RefundReport,
    UnresolvedReport,
)
from chalicelib.stripe_gateway.objects import Dispute, Refund
from chalicelib.stripe_gateway.payment_reports import metadata_of, ref_in

REFUND_STATUSES = {
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
"""Everything else, `pending` and `requires_action`, is still under way (docs.stripe.com/refunds)."""

DISPUTE_STATUSES = {
    "prevented": DisputeStatus.WARNING_CLOSED,
    **{status.value: status for status in DisputeStatus},
}


def refund_metadata(payment: Payment, refund: OurRefund, deployment: str) -> dict[str, str]:
    return {**metadata_of(payment, deployment), "refund_id": refund.id}


def refund_in(refund: Refund, deployment: str) -> tuple[PaymentRef, str] | None:
    """The payment and the refund that the metadata names, or None for a refund made elsewhere."""
    metadata = refund.metadata or {}
    pointer, refund_id = ref_in(metadata, deployment), metadata.get("refund_id", "")
    return (pointer, refund_id) if pointer and is_opaque_id(refund_id) else None


def refund_report(refund: Refund, pointer: PaymentRef, refund_id: str | None, *, livemode: bool) -> RefundReport:
    found = UnresolvedReport(refund_facts(refund, refund_id, livemode=livemode)).resolve(pointer)
    assert isinstance(found, RefundReport), "made of a refund's facts"
    return found


def refund_report_of(refund: Refund, deployment: str, *, livemode: bool) -> RefundReport | UnresolvedReport | None:
    """The report of a refund, or None if it is another product's.

    Of one made in the dashboard, the payment is still to be found.
    """
    known = refund_in(refund, deployment)
    if known:
        return refund_report(refund, *known, livemode=livemode)
    if (refund.metadata or {}).get("deployment") or not refund.payment_intent:
        return None
    return UnresolvedReport(refund_facts(refund, None, livemode=livemode))


def refund_facts(refund: Refund, refund_id: str | None, *, livemode: bool) -> RefundFacts:
    return RefundFacts(
        refund_id=refund_id,
        stripe_refund_id=refund.id,
        payment_intent_id=refund.payment_intent or "",
        amount=refund.amount,
        currency=refund.currency,
        status=REFUND_STATUSES.get(refund.status or "", RefundStatus.PENDING),
        livemode=livemode,
        failure=refund.failure_reason,
    )


def dispute_facts(dispute: Dispute) -> DisputeFacts:
    moved = dispute.balance_transactions or ()
    due_by = dispute.evidence_details.due_by if dispute.evidence_details else None
    return DisputeFacts(
        dispute_id=dispute.id,
        payment_intent_id=dispute.payment_intent or "",
        amount=dispute.amount,
        currency=dispute.currency,
        reason=(dispute.reason or "general")[:60],
        status=DISPUTE_STATUSES.get(dispute.status, DisputeStatus.NEEDS_RESPONSE),
        livemode=dispute.livemode,
        at=datetime.fromtimestamp(dispute.created, UTC),
        withdrawn=-sum(each.amount for each in moved),
        reinstated=sum(max(each.amount, 0) for each in moved),
        fee=sum(each.fee for each in moved),
        transactions=len(moved),
        moved_currencies=frozenset(each.currency for each in moved),
        due_by=datetime.fromtimestamp(due_by, UTC) if due_by else None,
        charge_id=dispute.charge,
    )
