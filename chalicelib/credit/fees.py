"""Fees as data: what the platform keeps of each payment of a clinic, and who bears the fees of disputes."""

from __future__ import annotations

from enum import StrEnum

BASIS_POINTS = 10_000


class FeeBearer(StrEnum):
    """The party that pays a fee of Stripe's."""

    PLATFORM = "platform"
    CLINIC = "clinic"


def application_fee(amount: int, *, basis_points: int, fixed: int) -> int:
    """The platform's fee of a payment, minor units: the share rounded half up, plus the fixed part, at most all of it.

    Stripe collects no more than the charge (docs.stripe.com/connect/direct-charges#collect-fees).
    """
    share = (2 * amount * basis_points + BASIS_POINTS) // (2 * BASIS_POINTS)
    return min(amount, share + fixed)
