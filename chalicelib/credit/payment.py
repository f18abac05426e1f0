"""A payment: credit from one source, and how much of it is still unapplied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.schedule import GIVE_UP_AFTER


class PaymentStatus(StrEnum):
    """The state of a top-up. `SUCCEEDED` is final: money that arrived is credited, whatever is reported later."""

    PENDING = "pending"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class Source(StrEnum):
    """The source of a payment. The rules of each are in credit/sources.py."""

    CARD_ONLINE = "card_online"
    RECORDED = "recorded"
    MEMO = "memo"
    OPENING_BALANCE = "opening_balance"
    TRANSFER = "transfer"


class Tender(StrEnum):
    """The form of money that staff took or returned outside Stripe."""

    CASH = "cash"
    CHEQUE = "cheque"
    E_TRANSFER = "e_transfer"
    TERMINAL = "terminal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Origin:
    """The payment that a transferred one first was, however often it was transferred since, and its source."""

    patient_id: str
    payment_id: str
    source: Source


PATIENT = Actor("patient")


@dataclass(frozen=True, slots=True)
class Card:
    """As much of a card as a receipt shows. `wallet` is Stripe's name of the wallet it was in, such as `apple_pay`."""

    brand: str
    last4: str
    wallet: str | None = None


@dataclass(frozen=True, slots=True)
class LocationSnapshot:
    """The location where the patient intends to use the credit, named as it was at the time."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PaymentError:
    """The failure of the last attempt to pay: Stripe's code and Stripe's sentence for the payer."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedReceipt:
    """The receipt of a payment; `duplicate_*` tell of the copy that staff asked for."""

    number: str
    issued_at: datetime
    duplicate_asked_at: datetime | None = None
    duplicate_asked_by: Actor | None = None
    duplicate_ready: bool = False

    @property
    def duplicate_missing(self) -> bool:
        return self.duplicate_asked_at is not None and not self.duplicate_ready


class HoldReason(StrEnum):
    """A reason why a payment's credit is held."""

    FRAUD_WARNING = "fraud_warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold on a payment's unapplied credit, by Stripe's warning `warning_id`; `released_*` tell of its end."""

    reason: HoldReason
    warning_id: str
    at: datetime
    released_at: datetime | None = None
    released_by: Actor | None = None


@dataclass(frozen=True, slots=True)
class PaidOut:
    """The payout that took a payment to the clinic's bank, and the day that Stripe gives for its arrival."""

    payout_id: str
    on: date


@dataclass(frozen=True, slots=True)
class SupersededIntent:
    """A PaymentIntent that was given up for one on another account, with what was frozen for it."""

    payment_intent_id: str
    account_id: str | None
    application_fee: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Credit from one source, from its start to the last cent of it. Amounts are minor units of `currency`.

    `account_id` is the payments account that was primary when it was made, and stays so; None is the platform's own.
    `application_fee` is what the platform keeps of it, frozen with the account; `stripe_fee` is Stripe's own.
    `version` counts the writes: a save names the version that its decision was based on.
    `entry_numbers` are the numbers of the ledger's entries of this payment. `declines` counts the cards that were
    refused; `address` is a fingerprint of the client's address, removed once it is paid or closed. `erased_at` is when
    the patient's name and receipts were removed. `succeeded_at` is when the ledger recorded the success, which orders
    lists; `charged_at` is when the card was charged. `intent_attempt` counts the PaymentIntents given up.
    `received_on` is the day, in the clinic's time zone, that staff gave with a recorded payment or opening balance;
    `reason` and `void_reason` are staff's and stay in this service. `transferred` left for other patients. `earlier`
    holds the patients it was moved from by merges, oldest first, with its entries' numbers there: its records of that
    time are there too. `statement_suffix` is the clinic's part of what the card statement shows. `terms_version` is the
    version of the settings whose refund policy and statement name the patient was shown before paying. `customer_id` is
    the Stripe customer that its PaymentIntents are asked for under; payments from before it was kept have none.
    """

    id: str
    patient: PatientKey
    amount: int
    currency: str
    location: LocationSnapshot
    account_id: str | None
    patient_name: str
    language: str
    request_hash: str
    created_at: datetime
    status: PaymentStatus = PaymentStatus.PENDING
    version: int = 1
    customer_id: str | None = None
    payment_intent_id: str | None = None
    client_secret: str | None = None
    charge_id: str | None = None
    card: Card | None = None
    succeeded_at: datetime | None = None
    charged_at: datetime | None = None
    application_fee: int = 0
    bears_dispute_fees: bool = False
    stripe_fee: int | None = None
    payout: PaidOut | None = None
    intent_attempt: int = 0
    superseded: tuple[SupersededIntent, ...] = ()
    last_error: PaymentError | None = None
    declines: int = 0
    declined_charge_id: str | None = None
    address: str | None = None
    statement_suffix: str | None = None
    terms_version: int | None = None
    erased_at: datetime | None = None
    applied: int = 0
    refunded: int = 0
    disputed: int = 0
    transferred: int = 0
    voided: int = 0
    source: Source = Source.CARD_ONLINE
    collected_by: Actor = PATIENT
    tender: Tender | None = None
    received_on: date | None = None
    reference: str | None = None
    reason: str | None = None
    void_reason: str | None = None
    origin: Origin | None = None
    entry_numbers: tuple[int, ...] = ()
    earlier: tuple[tuple[str, tuple[int, ...]], ...] = ()
    receipt: IssuedReceipt | None = None
    hold: Hold | None = None
    next_check_at: datetime | None = None

    @property
    def unapplied(self) -> int:
        """The part of it that can be spent: nothing before it succeeded, negative when disputed after it was spent."""
        if self.status is not PaymentStatus.SUCCEEDED:
            return 0
        return self.amount - self.applied - self.refunded - self.disputed - self.transferred - self.voided

    @property
    def is_held(self) -> bool:
        """Whether its unapplied credit can't be applied now."""
        return self.hold is not None and self.hold.released_at is None

    @property
    def applicable(self) -> int:
        """The part of it that can be applied to an invoice: nothing while it is held."""
        return 0 if self.is_held else self.unapplied

    @property
    def paid_at(self) -> datetime | None:
        """The time of the charge; for a payment without it, the time at which it was recorded."""
        return self.charged_at or self.succeeded_at

    @property
    def is_open(self) -> bool:
        """Whether Stripe may still report a change of it."""
        return self.status in (PaymentStatus.PENDING, PaymentStatus.PROCESSING)

    @property
    def last_look_at(self) -> datetime | None:
        """The time at which other PaymentIntents of it are canceled; None if only one was ever asked for."""
        return self.created_at + GIVE_UP_AFTER if self.intent_attempt else None

    @property
    def holders(self) -> tuple[PatientKey, ...]:
        """The patients whose payment it was, oldest first, up to today's."""
        return (*(PatientKey(self.patient.clinic_id, patient_id) for patient_id, _ in self.earlier), self.patient)

    @property
    def lines(self) -> tuple[tuple[PatientKey, tuple[int, ...]], ...]:
        """The numbers of its entries, by the patient in whose ledger they are."""
        numbers = (*(each for _, each in self.earlier), self.entry_numbers)
        return tuple(zip(self.holders, numbers, strict=True))

    @property
    def first_line(self) -> tuple[PatientKey, int] | None:
        """The entry that credited it: the patient in whose ledger it is, and its number."""
        return next(((holder, number) for holder, numbers in self.lines for number in numbers), None)

    def superseded_by(self, account_id: str | None, application_fee: int) -> Payment:
        """The same payment one version on, without its PaymentIntent: the next one is on another account."""
        assert self.payment_intent_id is not None, "only of a payment that has one"
        given_up = SupersededIntent(self.payment_intent_id, self.account_id, self.application_fee)
        return self.changed(
            account_id=account_id,
            application_fee=application_fee,
            payment_intent_id=None,
            client_secret=None,
            intent_attempt=self.intent_attempt + 1,
            superseded=(*self.superseded, given_up),
        )

    def as_for(self, payment_intent_id: str) -> Payment:
        """The same payment as it was frozen for this PaymentIntent, if that was superseded."""
        for one in self.superseded:
            if one.payment_intent_id == payment_intent_id:
                return replace(
                    self,
                    payment_intent_id=one.payment_intent_id,
                    account_id=one.account_id,
                    application_fee=one.application_fee,
                )
        return self

    def changed(self, **changes: object) -> Payment:
        """The same payment one version on."""
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
