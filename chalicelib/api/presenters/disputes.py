from __future__ import annotations

from chalicelib.api.presenters.common import patient_ref
from chalicelib.api.schemas import disputes as wire
from chalicelib.api.schemas.common import Money
from chalicelib.services.pagination import DisputedPayment


def listed_dispute(found: DisputedPayment) -> wire.ListedDispute:
    dispute = found.dispute

    def money(amount: int) -> Money:
        return Money(amount, dispute.currency)

    return wire.ListedDispute(
        id=dispute.id,
        payment_id=dispute.payment_id,
        patient=patient_ref(found.payment),
        amount=money(dispute.amount),
        reason=dispute.reason,
        status=dispute.status,
        opened_at=dispute.opened_at,
        due_by=dispute.due_by if dispute.status.awaits_response else None,
        withdrawn=money(dispute.withdrawn + dispute.reinstated),
        reinstated=money(dispute.reinstated),
        fee=money(dispute.fee),
    )
