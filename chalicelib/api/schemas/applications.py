from __future__ import annotations

from typing import Literal

import msgspec

from chalicelib.api.schemas.common import Actor, Amount, Id, Money, RequestedMoney, Timestamp


class ApplicationCreate(msgspec.Struct, forbid_unknown_fields=True):
    """Credit to apply to one invoice."""

    invoice_id: Id
    amount: Amount | RequestedMoney


class Application(msgspec.Struct):
    """Credit applied to an invoice. `unapplied_at` is set once the credit was returned."""

    id: str
    payment_id: str
    invoice_id: str
    amount: Money
    status: Literal["applied", "unapplied"]
    applied_at: Timestamp
    applied_by: Actor
    unapplied_at: Timestamp | None
    unapplied_by: Actor | None


class AppliedCredit(msgspec.Struct):
    """The applications that one request made across payments, oldest payment first."""

    invoice_id: str
    amount: Money
    applications: list[Application]
