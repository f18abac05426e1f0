"""Balance transactions and their sources, as much of them as a statement needs. See stripe_gateway.objects."""

from __future__ import annotations

import msgspec

from chalicelib.stripe_gateway.objects import Timestamp


class Source(msgspec.Struct):
    """The source of a movement: a charge, refund, dispute, transfer, transfer reversal, or something else."""

    id: str
    object: str
    metadata: dict[str, str] | None = None
    description: str | None = None
    payment_intent: str | None = None
    charge: str | None = None
    transfer: str | None = None
    transfer_group: str | None = None
    source_transaction: str | None = None
    source_transfer: str | None = None
    destination_payment: str | None = None
    destination_payment_refund: str | None = None


class Line(msgspec.Struct):
    id: str
    amount: int
    fee: int
    net: int
    currency: str
    created: Timestamp
    type: str
    source: Source | str | None = None
