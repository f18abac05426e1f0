from __future__ import annotations

from typing import Literal

import msgspec

from chalicelib.api.schemas.common import Actor, ClinicBranding, LocationRef, Money, Timestamp
from chalicelib.credit.clinic import TopUpUnavailableReason
from chalicelib.credit.ledger import EntryKind


class TopUpOffer(msgspec.Struct):
    """Whether and how the patient can top up. `reason` is set when `enabled` is false.

    `balance_room` can still be added before the clinic's maximum balance is reached; `maximum` is never above it, and
    is below `minimum` when nothing can be added. `refund_policy` is in the clinic's words, and
    `statement_descriptor` is what the card statement will show; either is null where there is none. `terms_version` is
    the version of both: send it with the top-up, which keeps it.
    """

    enabled: bool
    reason: TopUpUnavailableReason | None
    currency: str
    minimum: int
    maximum: int
    suggested: list[int]
    locations: list[LocationRef]
    stripe_publishable_key: str
    card_notice: str
    balance_room: int
    refund_policy: str | None
    statement_descriptor: str | None
    terms_version: int


class PatientCreditView(msgspec.Struct):
    """The credit as the patient sees it. `available` can be negative.

    `may_apply`: the patient may apply credit to invoices.
    """

    clinic: ClinicBranding
    available: Money
    top_up: TopUpOffer
    may_apply: bool


class LocationCredit(msgspec.Struct):
    location: LocationRef
    available: Money


class ProcessingTopUp(msgspec.Struct):
    """A top-up that the patient's bank is still processing. It is not credit, and may yet fail."""

    id: str
    amount: Money
    location: LocationRef
    created_at: Timestamp


class StaffCreditView(msgspec.Struct):
    """A patient's credit as staff see it. `available` can be negative; nothing of `processing` is in it.

    `processing` are the newest 20 top-ups that the patient's bank is still processing.
    """

    available: Money
    by_location: list[LocationCredit]
    payments_unapplied: int
    processing: list[ProcessingTopUp]


class EntryReference(msgspec.Struct):
    """The invoice, refund, dispute or payment that an entry is about. `number` is for people, where there is one."""

    kind: Literal["invoice", "refund", "dispute", "payment"]
    id: str
    number: str | None


class EntryLine(msgspec.Struct):
    """One entry of the ledger. `amount` and `balance_after` are signed integers in minor units."""

    at: Timestamp
    kind: EntryKind
    amount: int
    payment_id: str
    actor: Actor
    balance_after: int
    reference: EntryReference


class CreditHistory(msgspec.Struct):
    """Entries, newest first. `balance` is the current balance, or the balance at the requested time."""

    items: list[EntryLine]
    next_cursor: str | None
    balance: Money
