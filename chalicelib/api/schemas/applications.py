from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Actor, Amount, Money, RequestedMoney, Timestamp

TypedInvoiceId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=128,
        description="The id of a known invoice, or 1 to 64 printable characters",
        extra_json_schema={"anyOf": [{"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"}, {"type": "string"}]},
    ),
]
"""The schema names the ids of version 1, so that it can be seen to take all of them still."""


class ApplicationCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Credit to apply to one invoice."""

    invoice_id: TypedInvoiceId
    amount: Amount | RequestedMoney


class Application(msgspec.Struct):
    """Credit applied to an invoice. `unapplied_at` is set once the credit was returned.

    `invoice_number` is null for an invoice that the clinic's system had not sent.
    """

    id: str
    payment_id: str
    invoice_id: str
    amount: Money
    status: Literal["applied", "unapplied"]
    applied_at: Timestamp
    applied_by: Actor
    unapplied_at: Timestamp | None
    unapplied_by: Actor | None
    invoice_number: str | None


class AppliedCredit(msgspec.Struct):
    """The applications that one request made across payments, oldest payment first."""

    invoice_id: str
    amount: Money
    applications: list[Application]
