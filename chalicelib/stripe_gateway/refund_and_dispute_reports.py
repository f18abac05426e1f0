"""What Stripe's refunds and disputes say, in the business's words."""

from __future__ import annotations

from datetime import UTC, datetime

from chalicelib.credit.dispute import DisputeEventKind, DisputeReport
from chalicelib.credit.identity import is_opaque_id
from chalicelib.credit.payment import Payment
from chalicelib.credit.payment_report import PaymentRef
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.records import Refund as OurRefund
from chalicelib.credit.refund import RefundReport
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
    """Which refund of ours this is; nothing when somebody else made it."""
    metadata = refund.metadata or {}
    pointer, refund_id = ref_in(metadata, deployment), metadata.get("refund_id", "")
    return (pointer, refund_id) if pointer and is_opaque_id(refund_id) else None


def refund_report(refund: Refund, pointer: PaymentRef, refund_id: str | None, *, livemode: bool) -> RefundReport:
    return RefundReport(
        pointer=pointer,
        refund_id=refund_id,
        stripe_refund_id=refund.id,
        payment_intent_id=refund.payment_intent or "",
        amount=refund.amount,
        currency=refund.currency,
        status=REFUND_STATUSES.get(refund.status or "", RefundStatus.PENDING),
        livemode=livemode,
        failure=refund.failure_reason,
    )


def dispute_report(dispute: Dispute, pointer: PaymentRef, news: DisputeEventKind, created: int) -> DisputeReport:
    return DisputeReport(
        pointer=pointer,
        dispute_id=dispute.id,
        payment_intent_id=dispute.payment_intent or "",
        amount=dispute.amount,
        currency=dispute.currency,
        reason=dispute.reason[:60],
        status=DISPUTE_STATUSES.get(dispute.status, DisputeStatus.NEEDS_RESPONSE),
        news=news,
        livemode=dispute.livemode,
        at=datetime.fromtimestamp(created, UTC),
    )
