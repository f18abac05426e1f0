"""What was done with a payment's credit: applications, refunds and disputes. Each keeps its own history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.credit.statuses import DisputeStatus as DisputeStatus
from chalicelib.credit.statuses import RefundStatus as RefundStatus

if TYPE_CHECKING:
    from chalicelib.credit.identity import Actor, PatientKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Credit applied to one invoice. `amount` is minor units; unapplying keeps the record and says who and when."""

    id: str
    patient: PatientKey
    payment_id: str
    invoice_id: str
    amount: int
    currency: str
    request_hash: str
    applied_at: datetime
    applied_by: Actor
    unapplied_at: datetime | None = None
    unapplied_by: Actor | None = None
    version: int = 1

    @property
    def is_active(self) -> bool:
        return self.unapplied_at is None

    def unapplied(self, actor: Actor, at: datetime) -> Application:
        return replace(self, unapplied_at=at, unapplied_by=actor, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class FirstResponse:
    """What whoever asked for a refund was told of it first: a repeated request is told the same, for ever."""

    status: RefundStatus
    failure: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Credit given back to the card that paid. `amount` (minor units) is reserved before Stripe is asked.

    `reason` is staff's own words and never leaves this service. `next_check_at` is when somebody must ask Stripe.
    """

    id: str
    patient: PatientKey
    payment_id: str
    amount: int
    currency: str
    reason: str
    request_hash: str
    requested_at: datetime
    requested_by: Actor
    status: RefundStatus = RefundStatus.PENDING
    stripe_refund_id: str | None = None
    failure: str | None = None
    settled_at: datetime | None = None
    next_check_at: datetime | None = None
    told: FirstResponse | None = None
    version: int = 1

    def changed(self, **changes: object) -> Refund:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    @property
    def record_response(self) -> Refund:
        """The same refund, from now on told as it is, unless it was told before."""
        return self if self.told else replace(self, told=FirstResponse(self.status, self.failure, self.settled_at))

    @property
    def original_response(self) -> Refund:
        """The refund as it was told first."""
        told = self.told or FirstResponse(self.status, self.failure, self.settled_at)
        return replace(self, status=told.status, failure=told.failure, settled_at=told.settled_at)


class Transfer(StrEnum):
    """What is still owed between the platform and the clinic's account because of a dispute."""

    SETTLED = "settled"
    REVERSAL_DUE = "reversal_due"
    RETURN_DUE = "return_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A chargeback, or the inquiry before one. `id` is Stripe's. `amount` is minor units of the payment's currency.

    `withdrawn_at` is when Stripe took the money, `reinstated_at` when it gave it back: the credit moves then, whatever
    the status says. `transfer` follows on the clinic's payments account; `refusals` counts how often Stripe refused to
    reverse it.
    """

    id: str
    patient: PatientKey
    payment_id: str
    amount: int
    currency: str
    reason: str
    status: DisputeStatus
    opened_at: datetime
    withdrawn_at: datetime | None = None
    reinstated_at: datetime | None = None
    closed_at: datetime | None = None
    transfer: Transfer = Transfer.SETTLED
    reversed_at: datetime | None = None
    refusals: int = 0
    next_check_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it stands between the payment and a refund: an inquiry does not."""
        return not self.status.is_over and not self.status.is_inquiry

    def changed(self, **changes: object) -> Dispute:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


Record = Application | Refund | Dispute


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRecord:
    """A request that touched several payments, kept with what came of it, so that repeating it changes nothing."""

    id: str
    patient: PatientKey
    request_hash: str
    applications: tuple[tuple[str, str], ...]
