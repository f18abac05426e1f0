"""Stripe in memory, as our port promises it: one PaymentIntent a payment, whatever gets lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

from chalicelib.credit.clinic import PaymentsAccount
from chalicelib.credit.errors import CustomerDeleted, NotAllowed, StripeFailed, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Card, Payment, PaymentError
from chalicelib.credit.stripe_report import FraudWarningFacts, PaymentRef, PaymentReport, PaymentReportKind
from chalicelib.services.ports import CardOnFile, StartedIntent
from tests.fakes.money_back import RefundsAndTransfers

VISA = Card("visa", "4242")
DECLINED = PaymentError("card_declined", "Your card was declined.")
ACCEPTED = frozenset({PaymentReportKind.WAITING, PaymentReportKind.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One PaymentIntent: its parameters, its customer and its outcome."""

    outcome: PaymentReport
    customer_id: str
    amount: int
    attempt: int = 0

    @property
    def id(self) -> str:
        return self.outcome.payment_intent_id


@dataclass
class FakePayments(RefundsAndTransfers):
    """See services.ports.Stripe. `intents` is all that Stripe ever made; tests decide what payers do with them.

    `failed` are payments whose next start fails, and whether Stripe keeps the failure. `metadata_was_removed` in the
    dashboard: an answer names no payment by itself.
    """

    accounts: dict[str, PaymentsAccount] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    customers: dict[PatientKey, str] = field(default_factory=dict)
    wallet: dict[str, list[CardOnFile]] = field(default_factory=dict)
    warnings: dict[str, FraudWarningFacts] = field(default_factory=dict)
    livemode: bool = False
    deleted: set[str] = field(default_factory=set)
    deleted_accounts: set[str] = field(default_factory=set)
    failed: dict[str, bool] = field(default_factory=dict)
    metadata_was_removed: bool = False
    _number: count[int] = field(default_factory=lambda: count(1))

    def create_customer(self, patient: PatientKey, *, in_place_of: str | None = None) -> str:
        if in_place_of and self.customers.get(patient) == in_place_of:
            del self.customers[patient]
        return self.customers.setdefault(patient, f"cus_{next(self._number)}")

    def start(self, payment: Payment, customer_id: str) -> StartedIntent:
        if payment.id in self.failed:
            raise StripeFailed(is_kept=self.failed.pop(payment.id))
        made = self.of(payment, customer_id)
        if made is None and customer_id in self.deleted:
            raise CustomerDeleted
        made = made or self._make(payment, customer_id)
        if made.amount != payment.amount:
            raise Unavailable("Stripe: the same idempotency key with other parameters.")
        return StartedIntent(payment_intent_id=made.id, client_secret=f"{made.id}_secret_{payment.id}")

    def find(self, payment: Payment, customer_id: str) -> PaymentReport | None:
        made = self.of(payment, customer_id)
        return made.outcome if made else None

    def find_started(self, payment: Payment, customer_id: str) -> StartedIntent | None:
        return self.start(payment, customer_id) if self.of(payment, customer_id) else None

    def others(self, payment: Payment, customer_id: str) -> tuple[str, ...]:
        mine = (each for each in self.intents.values() if each.outcome.pointer.payment_id == payment.id)
        kept = (each for each in mine if each.customer_id == customer_id and each.outcome.kind in ACCEPTED)
        return tuple(each.id for each in kept if each.id != payment.payment_intent_id)

    def outcome(self, payment_intent_id: str, of: Payment | None = None) -> PaymentReport:
        outcome = self._intent(payment_intent_id).outcome
        if of:
            return replace(outcome, pointer=PaymentRef(of.patient, of.id))
        if self.metadata_was_removed:
            raise Unavailable
        return outcome

    def cancel(self, payment_intent_id: str, of: Payment | None = None) -> PaymentReport:
        if self._intent(payment_intent_id).outcome.kind in ACCEPTED:
            self.say(payment_intent_id, PaymentReportKind.CANCELED)
        return self.outcome(payment_intent_id, of)

    def pointer(self, payment_intent_id: str) -> PaymentRef | None:
        found = self.intents.get(payment_intent_id)
        return found.outcome.pointer if found else None

    def fraud_warning(self, warning_id: str) -> FraudWarningFacts:
        try:
            return self.warnings[warning_id]
        except KeyError:
            raise NotAllowed("Stripe: no such warning.", code="refused_by_stripe") from None

    def cards(self, customer_id: str) -> tuple[CardOnFile, ...]:
        return tuple(reversed(self.wallet.get(customer_id, [])))

    def remove_card(self, customer_id: str, card_id: str) -> bool:
        held = self.wallet.get(customer_id, [])
        self.wallet[customer_id] = [card for card in held if card.id != card_id]
        return len(self.wallet[customer_id]) < len(held)

    def account(self, account: PaymentsAccount) -> PaymentsAccount:
        if account.id in self.deleted_accounts:
            raise NotAllowed(f"Stripe has no account {account.id}.", code="refused_by_stripe")
        return self.accounts.get(account.id, account)

    def own_account_id(self) -> str:
        return "acct_platform"

    def onboarding_link(self, account: PaymentsAccount, back_to: str) -> str:
        return f"https://connect.stripe.example/{account.id}?{back_to}"

    # What the world does, for tests.

    def of(self, payment: Payment, customer_id: str | None = None) -> Intent | None:
        """The PaymentIntent of a payment's attempt, of one customer if it is named."""
        mine = PaymentRef(payment.holders[0], payment.id)
        made = (intent for intent in self.intents.values() if intent.outcome.pointer == mine)
        same = (intent for intent in made if customer_id in (None, intent.customer_id))
        return next((intent for intent in same if intent.attempt == payment.intent_attempt), None)

    def pay(self, payment_intent_id: str, card: Card = VISA) -> PaymentReport:
        """The payer confirms, the card is charged and stays on file."""
        intent = self._intent(payment_intent_id)
        if intent.outcome.kind not in ACCEPTED:
            raise NotAllowed("Stripe: this PaymentIntent cannot be confirmed any more.")
        held = self.wallet.setdefault(intent.customer_id, [])
        held.append(CardOnFile(id=f"pm_{next(self._number)}", card=card, exp_month=12, exp_year=2030))
        paid = {"amount_received": intent.amount, "charge_id": f"ch_{next(self._number)}", "card": card, "error": None}
        return self.say(payment_intent_id, PaymentReportKind.SUCCEEDED, **paid)

    def warn(self, payment_intent_id: str, *, actionable: bool = True) -> FraudWarningFacts:
        """The card's issuer reports the charge as likely fraud; or the warning is resolved."""
        facts = FraudWarningFacts(
            warning_id=f"issfr_of_{payment_intent_id}",
            payment_intent_id=payment_intent_id,
            actionable=actionable,
            livemode=self.livemode,
        )
        self.warnings[facts.warning_id] = facts
        return facts

    def decline(self, payment_intent_id: str) -> PaymentReport:
        """Confirm as the payer, and decline as the bank."""
        return self.say(payment_intent_id, PaymentReportKind.FAILED, error=DECLINED)

    def say(self, payment_intent_id: str, kind: PaymentReportKind, **changes: object) -> PaymentReport:
        """Stripe's answer about this PaymentIntent from now on."""
        intent = self._intent(payment_intent_id)
        said = replace(intent.outcome, kind=kind, **changes)  # type: ignore[arg-type]
        self.intents[payment_intent_id] = replace(intent, outcome=said)
        return said

    def _make(self, payment: Payment, customer_id: str) -> Intent:
        waiting = PaymentReport(
            kind=PaymentReportKind.WAITING,
            pointer=PaymentRef(payment.holders[0], payment.id),
            payment_intent_id=f"pi_{next(self._number)}",
            currency=payment.currency,
            amount_received=0,
            destination=payment.account_id,
            livemode=self.livemode,
        )
        made = Intent(outcome=waiting, customer_id=customer_id, amount=payment.amount, attempt=payment.intent_attempt)
        self.intents[made.id] = made
        return made

    def _intent(self, payment_intent_id: str) -> Intent:
        try:
            return self.intents[payment_intent_id]
        except KeyError:
            raise NotAllowed("Stripe: no such PaymentIntent.", code="refused_by_stripe") from None
