"""Amounts in requests: a bare number, or money in the clinic's own currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.api.core.bridge import bridge
from chalicelib.credit.errors import Invalid

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call
    from chalicelib.api.schemas import RequestedMoney


def parse_amount(asked: int | RequestedMoney, call: Call) -> int:
    """The amount in minor units. Raises Invalid for money in another currency than the clinic's."""
    if isinstance(asked, int):
        return asked
    currency = bridge.services.clinics.profile(call.caller.clinic_id).currency
    if asked.currency != currency:
        raise Invalid.field("amount.currency", f"must be the clinic's currency, {currency}")
    return asked.amount
