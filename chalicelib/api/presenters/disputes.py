from __future__ import annotations

from chalicelib.api.core.csv import Cell, Table
from chalicelib.api.core.pagination import Page
from chalicelib.api.presenters.common import patient_ref
from chalicelib.api.schemas import disputes as wire
from chalicelib.api.schemas.common import Money
from chalicelib.services.pagination import DisputedPayment

COLUMNS = (
    "patient_id,patient,payment_id,dispute_id,status,reason,opened_at,due_by,amount,withdrawn,reinstated,fee,currency"
)


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


def disputes_table(shown: Page[wire.ListedDispute]) -> Table:
    return Table(COLUMNS.split(","), (_row(dispute) for dispute in shown.items))


def _row(dispute: wire.ListedDispute) -> list[Cell]:
    return [
        dispute.patient.id,
        dispute.patient.name,
        dispute.payment_id,
        dispute.id,
        dispute.status,
        dispute.reason,
        dispute.opened_at,
        dispute.due_by,
        dispute.amount,
        dispute.withdrawn,
        dispute.reinstated,
        dispute.fee,
        dispute.amount.currency.upper(),
    ]
