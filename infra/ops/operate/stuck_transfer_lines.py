"""Stuck transfers as an operator reads them: one paragraph per payment, without names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib.credit.records import Position
from infra.ops.operate.quarantine_lines import TIME


def listed(positions: Sequence[Position]) -> Iterator[str]:
    """Yield the lines of positions whose move Stripe refused; amounts are minor units."""
    if not positions:
        yield "No transfers are stuck."
    for position in positions:
        patient = position.patient
        yield f"{patient.clinic_id} / {patient.patient_id} / {position.payment_id}  since {position.since:{TIME}}"
        yield f"  the clinic's account holds {position.confirmed} of it and should hold {position.expected}"
        due = f"; next attempt {position.next_check_at:{TIME}}" if position.next_check_at else ""
        yield f"  refusals: {position.refusals}, the last for {position.last_refusal}{due}"
