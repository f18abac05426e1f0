from __future__ import annotations

import msgspec

from chalicelib.api.schemas.common import Money, PatientRef, Timestamp
from chalicelib.credit.records import DisputeStatus


class ListedDispute(msgspec.Struct):
    """A dispute in the clinic's list. `due_by` is the last moment to respond, at Stripe; null when no response is due.

    `withdrawn` is what Stripe has taken for it so far and `reinstated` what it has given back; `fee` is Stripe's fee.
    """

    id: str
    payment_id: str
    patient: PatientRef
    amount: Money
    reason: str
    status: DisputeStatus
    opened_at: Timestamp
    due_by: Timestamp | None
    withdrawn: Money
    reinstated: Money
    fee: Money
