"""Where refunds and disputes stand. Apart from their records, which the wire's types need not know."""

from __future__ import annotations

from enum import StrEnum


class RefundStatus(StrEnum):
    """Where a refund stands. `FAILED` is final: the credit was given back, once."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeStatus(StrEnum):
    """Stripe's words for a dispute, in the order in which they can follow each other. `warning_*` take no money."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"

    @property
    def rank(self) -> int:
        return list(DisputeStatus).index(self)

    @property
    def is_over(self) -> bool:
        return self in (DisputeStatus.WARNING_CLOSED, DisputeStatus.WON, DisputeStatus.LOST)

    @property
    def is_inquiry(self) -> bool:
        return self.value.startswith("warning_")
