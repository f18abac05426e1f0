"""Stripe, as this service uses it. Every call that makes something is safe to repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.credit.clinic import PaymentsAccount
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Card, Payment
from chalicelib.credit.position import Holdings, Move
from chalicelib.credit.records import Refund
from chalicelib.credit.stripe_report import (
    DisputeFacts,
    FraudWarningFacts,
    MoneyMovement,
    PaymentRef,
    PaymentReport,
    RefundReport,
    StripeEvent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedIntent:
    payment_intent_id: str
    client_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOnFile:
    id: str
    card: Card
    exp_month: int
    exp_year: int


class Customers(Protocol):
    def create_customer(self, patient: PatientKey, *, in_place_of: str | None = None) -> str:
        """Create the patient's customer, or the one in place of a customer that was deleted. Repeatable."""


class PaymentIntents(Protocol):
    def start(self, payment: Payment, customer_id: str) -> StartedIntent:
        """Create the PaymentIntent of the payment's attempt, or find it again.

        Raises CustomerDeleted, and StripeFailed, which shows whether Stripe repeats it for the same attempt.
        """

    def find_started(self, payment: Payment, customer_id: str) -> StartedIntent | None:
        """The PaymentIntent of the payment's attempt, or None if Stripe made none."""

    def find(self, payment: Payment, customer_id: str) -> PaymentReport | None:
        """The report of a PaymentIntent whose creation was never acknowledged, or None if Stripe has none."""

    def others(self, payment: Payment, customer_id: str) -> Sequence[str]:
        """The ids of the payment's PaymentIntents that are not its current one, and not succeeded or canceled."""

    def outcome(self, payment_intent_id: str, of: Payment | None = None) -> PaymentReport:
        """Stripe's report of the PaymentIntent now, card included.

        `of` is the payment that has it, so that its metadata isn't needed. Without it, raises Unavailable for one whose
        metadata was removed.
        """

    def cancel(self, payment_intent_id: str, of: Payment | None = None) -> PaymentReport:
        """Cancel it, or return its report when it can no longer be canceled."""

    def pointer(self, payment_intent_id: str) -> PaymentRef | None:
        """The payment of a PaymentIntent, or None if it belongs to another product. For reports without metadata."""


class Refunds(Protocol):
    def refund(self, payment: Payment, refund: Refund) -> RefundReport:
        """Return the money to the card; from the payment's own transfer, if `refund.reverse_transfer`.

        Raises RefusedByStripe when Stripe refuses for good.
        """

    def find_refund(self, payment: Payment, refund: Refund) -> RefundReport | None:
        """Stripe's report of a refund, or None if Stripe has none."""

    def refunds_of(self, payment: Payment) -> Sequence[RefundReport]:
        """Every refund of the payment at Stripe, those of its dashboard included."""


class Disputes(Protocol):
    def dispute(self, dispute_id: str) -> DisputeFacts | None:
        """The dispute as Stripe has it now, with what it moved so far; None if this key can't see it."""


class Transfers(Protocol):
    def holdings(self, payment: Payment, dispute_ids: Sequence[str] = ()) -> Holdings:
        """Return what the clinic's account holds of the payment, transfer by transfer.

        `dispute_ids` are those of the payment: what was returned after them may be grouped under their names.
        """

    def move(self, payment: Payment, move: Move) -> None:
        """Reverse or transfer, once per `move.key`.

        Raises RefusedByStripe when a balance is short, and StripeFailed for a 5xx that Stripe keeps under the key.
        """


class FraudWarnings(Protocol):
    def fraud_warning(self, warning_id: str) -> FraudWarningFacts:
        """The early fraud warning as Stripe has it now."""


class Cards(Protocol):
    def cards(self, customer_id: str) -> tuple[CardOnFile, ...]: ...

    def remove_card(self, customer_id: str, card_id: str) -> bool:
        """Take a card off file; return False if this customer has no such card."""


class Accounts(Protocol):
    def account(self, account: PaymentsAccount) -> PaymentsAccount:
        """The same account as Stripe describes it now; `deauthorized` when the platform can't see it any more.

        Raises NotAllowed for one that never was.
        """

    def own_account_id(self) -> str:
        """The id of the platform's own account."""

    def onboarding_link(self, account: PaymentsAccount, back_to: str) -> str:
        """The address of Stripe's page where the account's holder completes it, and from there returns `back_to`."""


class EventEndpoints(Protocol):
    def disabled(self) -> int:
        """The number of this deployment's webhook endpoints that are not enabled."""


class Movements(Protocol):
    def movements(self, since: datetime) -> Iterator[MoneyMovement]:
        """Return what disputes and refunds moved on the platform's balance at or after `since`, each source once.

        Early fraud warnings of that time come after them: they move nothing, and are found nowhere else.
        """


class EventReader(Protocol):
    def read(self, body: bytes, signature: str) -> StripeEvent:
        """The event in `body`. Raises Invalid for a body that Stripe did not sign, or that is no event."""


class Stripe(Customers, PaymentIntents, Refunds, Disputes, Transfers, FraudWarnings, Cards, Accounts, Protocol):
    """All ports of Stripe, for the composition and the contract tests. No use case asks for it."""
