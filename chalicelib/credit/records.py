"""Records of a payment's credit: applications, refunds, disputes, and the position. Each keeps its own history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.payment import Tender


class RefundStatus(StrEnum):
    """The state of a refund. `FAILED` is final: the credit was returned, once."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeStatus(StrEnum):
    """Stripe's states of a dispute, in the order in which they can follow each other. `warning_*` take no money."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"

    @property
    def is_over(self) -> bool:
        return self in (DisputeStatus.WARNING_CLOSED, DisputeStatus.WON, DisputeStatus.LOST)

    @property
    def awaits_response(self) -> bool:
        return self in (DisputeStatus.WARNING_NEEDS_RESPONSE, DisputeStatus.NEEDS_RESPONSE)

    @property
    def is_inquiry(self) -> bool:
        return self.value.startswith("warning_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Credit applied to one invoice. `amount` is minor units; unapplying keeps the record, with actor and time.

    `returned` is the part of it that was given back because the invoice shrank; `amount` is what remains.
    `invoice_number` is the invoice's number at the time, if the invoice was known.
    """

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
    returned: int = 0
    invoice_number: str | None = None
    version: int = 1

    @property
    def is_active(self) -> bool:
        return self.unapplied_at is None

    def unapplied(self, actor: Actor, at: datetime) -> Application:
        return replace(self, unapplied_at=at, unapplied_by=actor, version=self.version + 1)

    def returning(self, amount: int) -> Application:
        """The application with a part of it given back."""
        return replace(self, amount=self.amount - amount, returned=self.returned + amount, version=self.version + 1)

    @property
    def as_made(self) -> Application:
        """The application as it was when it was made."""
        return replace(self, amount=self.amount + self.returned, returned=0, unapplied_at=None, unapplied_by=None)


@dataclass(frozen=True, slots=True)
class FirstResponse:
    """The first response to a refund request, which every repeated request gets again."""

    status: RefundStatus
    failure: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutsideRefund:
    """The form in which staff gave money back outside Stripe."""

    tender: Tender
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Credit returned to the card that paid. `amount` (minor units) is reserved before Stripe is asked.

    `reason` is in the staff member's words and never leaves this service. `next_check_at` is when to ask Stripe next.
    `reverse_transfer` is whether Stripe takes it from the payment's own transfer; otherwise the position's mover does.
    `attempt` counts the requests that needed another idempotency key.
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
    first_response: FirstResponse | None = None
    reverse_transfer: bool = True
    attempt: int = 0
    outside: OutsideRefund | None = None
    version: int = 1

    @property
    def is_made(self) -> bool:
        """Whether Stripe has it, and its money has left."""
        return self.stripe_refund_id is not None and self.status is not RefundStatus.FAILED

    @property
    def is_under_way(self) -> bool:
        """Whether Stripe may be making it, unknown to this service."""
        return self.stripe_refund_id is None and self.status is RefundStatus.PENDING

    def changed(self, **changes: object) -> Refund:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    @property
    def record_response(self) -> Refund:
        """The same refund with its present state as the first response, unless it has one."""
        if self.first_response:
            return self
        return replace(self, first_response=FirstResponse(self.status, self.failure, self.settled_at))

    @property
    def original_response(self) -> Refund:
        """The refund as in the first response."""
        first = self.first_response or FirstResponse(self.status, self.failure, self.settled_at)
        return replace(self, status=first.status, failure=first.failure, settled_at=first.settled_at)


class Misfit(StrEnum):
    """A reason why the numbers of a dispute don't fit its payment: then all that isn't refunded is held."""

    CURRENCY = "currency"
    ABOVE_THE_PAYMENT = "above_the_payment"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A chargeback, or the inquiry before one. `id` is Stripe's. Amounts are minor units of the payment's currency.

    `withdrawn` is what Stripe took less what it gave back so far, which is `reinstated`, by `transactions` balance
    transactions, and `fee` is Stripe's for the dispute; `taken` is the part of it that the patient's credit lost.
    `withdrawn_at` and `reinstated_at` are when the credit last went and when all of it came back. Where credit of the
    payment was transferred, `taken_elsewhere` is what the dispute took from others; theirs is the `share_of` it.
    """

    id: str
    patient: PatientKey
    payment_id: str
    amount: int
    currency: str
    reason: str
    status: DisputeStatus
    opened_at: datetime
    withdrawn: int = 0
    reinstated: int = 0
    taken: int = 0
    taken_elsewhere: int = 0
    share_of: str | None = None
    fee: int = 0
    transactions: int = 0
    misfit: Misfit | None = None
    due_by: datetime | None = None
    charge_id: str | None = None
    withdrawn_at: datetime | None = None
    reinstated_at: datetime | None = None
    closed_at: datetime | None = None
    next_check_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it blocks a refund of the payment. An inquiry does not."""
        return not self.status.is_over and not self.status.is_inquiry

    def changed(self, **changes: object) -> Dispute:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


POSITION_ID = "position"


@dataclass(frozen=True, slots=True)
class BorneFee:
    """A change of what the clinic bears of its disputes' fees: minor units, negative when it bears less than before."""

    amount: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The clinic's part of one payment: what its account should hold, and what Stripe last confirmed. Minor units.

    Both are after the platform's fee. `original_left` is what the payment's own transfer still holds. It is due at
    `next_check_at`. `asked_at` is when a move was about to be asked of Stripe whose end is not recorded yet. `attempts`
    counts the requests to Stripe that need another idempotency key, `refusals` those that Stripe refused since the last
    confirmation, `last_refusal` is Stripe's reason. `fees` is the history of what the clinic bears of disputes' fees.
    """

    patient: PatientKey
    payment_id: str
    expected: int
    confirmed: int
    original_left: int
    since: datetime
    attempts: int = 0
    refusals: int = 0
    last_refusal: str | None = None
    asked_at: datetime | None = None
    fees: tuple[BorneFee, ...] = ()
    next_check_at: datetime | None = None
    version: int = 0
    id: str = POSITION_ID

    @property
    def is_stuck(self) -> bool:
        """Whether Stripe refused the move that is due."""
        return self.refusals > 0

    @property
    def fees_borne(self) -> int:
        """The amount that the clinic bears of its disputes' fees now."""
        return sum(fee.amount for fee in self.fees)

    def changed(self, **changes: object) -> Position:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTransfer:
    """Credit that went to another patient of the clinic. `amount` is minor units; `reason` is in staff's words."""

    id: str
    patient: PatientKey
    payment_id: str
    to_patient_id: str
    to_payment_id: str
    amount: int
    currency: str
    reason: str
    request_hash: str
    transferred_at: datetime
    transferred_by: Actor
    version: int = 1

    @property
    def to(self) -> PatientKey:
        return PatientKey(self.patient.clinic_id, self.to_patient_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundElsewhere:
    """A refund to the card, of credit that was transferred: `payment_id` is the payment that the card paid."""

    id: str
    patient: PatientKey
    payment_id: str
    amount: int
    currency: str
    is_made: bool
    at: datetime
    version: int = 1


Record = Application | Refund | Dispute | Position | CreditTransfer | RefundElsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRecord:
    """A request across several payments, kept with its result, so that repeating it changes nothing."""

    id: str
    patient: PatientKey
    request_hash: str
    applications: tuple[tuple[str, str], ...]
