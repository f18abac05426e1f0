from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Amount, Money, RequestedMoney, SystemId
from chalicelib.credit.text import LONGEST_REASON


class TransferCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Credit to transfer to another patient: `amount`, or all that can be spent of the payment."""

    to_patient_id: SystemId
    reason: Annotated[str, Meta(min_length=1, max_length=LONGEST_REASON)]
    amount: Amount | RequestedMoney | None = None


class Transfer(msgspec.Struct):
    """Credit that was transferred. `to_payment_id` is the other patient's new payment."""

    id: str
    from_payment_id: str
    to_payment_id: str
    to_patient_id: str
    amount: Money
