"""Stripe's reports of payments, refunds, disputes and accounts, as plain data in the business's words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.payment import Card, PaymentError
from chalicelib.credit.records import DisputeStatus, RefundStatus


@dataclass(frozen=True, slots=True)
class PaymentRef:
    """The payment that metadata names. A pointer, never an authority: the stored payment is compared with the rest."""

    patient: PatientKey
    payment_id: str


class PaymentReportKind(StrEnum):
    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    FAILED = "failed"
    CANCELED = "canceled"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReport:
    """A report of one PaymentIntent. `amount_received` is minor units; `destination` the account that was paid.

    `card`, `charged_at` and `stripe_fee` (minor units) are absent from reports that don't carry them.
    """

    kind: PaymentReportKind
    pointer: PaymentRef
    payment_intent_id: str
    currency: str
    amount_received: int
    destination: str | None
    livemode: bool
    charge_id: str | None = None
    card: Card | None = None
    charged_at: datetime | None = None
    stripe_fee: int | None = None
    error: PaymentError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFacts:
    """One refund, without the payment it belongs to. `amount` is minor units.

    `refund_id` is the service's own, or None for a refund made in Stripe's dashboard.
    """

    refund_id: str | None
    stripe_refund_id: str
    payment_intent_id: str
    amount: int
    currency: str
    status: RefundStatus
    livemode: bool
    failure: str | None = None

    @property
    def record_id(self) -> str:
        """The service's own id; for a refund made in Stripe's dashboard, the id derived from Stripe's."""
        return self.refund_id or derived_id("ref", self.stripe_refund_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReport(RefundFacts):
    """A report of one refund of a known payment."""

    pointer: PaymentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """One dispute as Stripe has it, without the payment it belongs to.

    `amount` is minor units of `currency`, the cardholder's bank's; `withdrawn` (taken less given back), `reinstated`
    (given back) and `fee` are those of its balance transactions, which are `transactions` in number and in
    `moved_currencies`.
    """

    dispute_id: str
    payment_intent_id: str
    amount: int
    currency: str
    reason: str
    status: DisputeStatus
    livemode: bool
    at: datetime
    withdrawn: int = 0
    reinstated: int = 0
    fee: int = 0
    transactions: int = 0
    moved_currencies: frozenset[str] = frozenset()
    due_by: datetime | None = None
    charge_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeReport(DisputeFacts):
    """A report of one dispute of a known payment."""

    pointer: PaymentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudWarningFacts:
    """One early fraud warning, without the payment it belongs to. `actionable` until it is refunded or disputed."""

    warning_id: str
    payment_intent_id: str
    actionable: bool
    livemode: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudWarningReport(FraudWarningFacts):
    """A report of one early fraud warning of a known payment."""

    pointer: PaymentRef


@dataclass(frozen=True, slots=True)
class UnresolvedReport:
    """A report whose object names no payment: a dispute, a warning, or a refund made in Stripe's dashboard."""

    facts: RefundFacts | DisputeFacts | FraudWarningFacts

    def resolve(self, pointer: PaymentRef) -> RefundReport | DisputeReport | FraudWarningReport:
        """The report of the payment that the PaymentIntent's metadata names."""
        known: dict[str, Any] = {each.name: getattr(self.facts, each.name) for each in fields(self.facts)}
        if isinstance(self.facts, RefundFacts):
            return RefundReport(pointer=pointer, **known)
        if isinstance(self.facts, FraudWarningFacts):
            return FraudWarningReport(pointer=pointer, **known)
        return DisputeReport(pointer=pointer, **known)


@dataclass(frozen=True, slots=True)
class MoneyMovement:
    """A dispute or refund that moved money at `at`, or a fraud warning of then: `source_id` at Stripe, as it is now.

    `report` is None where Stripe describes it in a shape that this service does not know.
    """

    at: datetime
    source_id: str
    report: RefundReport | UnresolvedReport | None


@dataclass(frozen=True, slots=True)
class AccountReport:
    """Word that a payments account changed: a reason to read it, since events of one second can arrive in any order."""

    account_id: str
    livemode: bool


@dataclass(frozen=True, slots=True)
class PayoutReport:
    """Word that Stripe has assigned all balance transactions of an account's payout: a reason to add them up."""

    account_id: str
    payout_id: str
    livemode: bool


MoneyReport = PaymentReport | RefundReport | DisputeReport | FraudWarningReport
StripeReport = MoneyReport | UnresolvedReport | AccountReport | PayoutReport


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """One genuine event. `report` is None for events of other products and other deployments."""

    id: str
    report: StripeReport | None
