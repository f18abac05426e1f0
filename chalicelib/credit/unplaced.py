"""News that does not say where our row is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.credit.dispute import DisputeReport
    from chalicelib.credit.payment_report import PaymentRef
    from chalicelib.credit.refund import RefundReport


@dataclass(frozen=True, slots=True)
class Unplaced:
    """News of a PaymentIntent without metadata of ours: disputes, and refunds made in Stripe's dashboard.

    `placed` makes the report of it, once somebody asked Stripe for the pointer.
    """

    payment_intent_id: str
    placed: Callable[[PaymentRef], RefundReport | DisputeReport]
