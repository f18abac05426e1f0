"""What the services need from the outside, in the business's words. Adapters live in stores/ and payments/.

Every method may raise `Unavailable`: the call may or may not have taken effect, and asking again is safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from chalicelib.services.pagination import Page as Page
from chalicelib.services.pagination import PageRequest as PageRequest
from chalicelib.services.pagination import PaymentFilter as PaymentFilter
from chalicelib.services.pagination import PaymentScope as PaymentScope
from chalicelib.services.pagination import WorkItem as WorkItem

if TYPE_CHECKING:
    from chalicelib.credit.billing_settings import BillingSettings
    from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
    from chalicelib.credit.identity import PatientKey
    from chalicelib.credit.ledger import Entry, PatientCredit, Posting
    from chalicelib.credit.payment import Card, Payment
    from chalicelib.credit.payment_report import PaymentRef, PaymentReport
    from chalicelib.credit.rate_limits import Tally
    from chalicelib.credit.records import Dispute, IdempotencyRecord, Record, Refund
    from chalicelib.credit.refund import RefundReport


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, aware, UTC, in whole milliseconds."""

    def sleep(self, seconds: float) -> None: ...


class Ledger(Protocol):
    """The patients' credit. Reads are consistent; writes say which version they were decided on."""

    def credit(self, patient: PatientKey) -> PatientCredit:
        """The patient's balance; an empty one, not `known`, when the patient never paid in."""

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None: ...

    def payment_with_credit(self, patient: PatientKey, payment_id: str) -> tuple[Payment | None, PatientCredit]:
        """Both in one call."""

    def add(self, payment: Payment) -> bool:
        """Writes a new payment; False when one with its id is there already, which then stays as it is."""

    def discard(self, payment: Payment) -> None:
        """Removes a payment that Stripe was never asked about. Does nothing once it changed."""

    def save(self, payment: Payment) -> None:
        """Writes a payment that was decided on `version - 1`. Raises Conflict when that is no longer the version."""

    def commit(self, posting: Posting) -> None:
        """Writes entries, payments and balance at once or not at all. Raises Conflict when one of them changed."""

    def save_customer_if_absent(self, patient: PatientKey, customer_id: str) -> str:
        """Keeps the patient's Stripe customer, the first one for ever, and answers which one that is."""

    def starts_since(self, patient: PatientKey, since: datetime) -> int:
        """How many top-ups the patient started since then."""

    def payments(self, patient: PatientKey, page: PageRequest, which: PaymentScope) -> Page[Payment]:
        """The patient's payments by the time they were started; the unapplied ones by the time they were paid."""

    def oldest_unapplied(self, patient: PatientKey, page: PageRequest) -> Page[Payment]:
        """The patient's unapplied payments by the time they were paid, the oldest first."""

    def clinic_payments(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
        """A clinic's payments by the time they were paid. May lag behind a commit by a moment."""

    def entries(self, patient: PatientKey, page: PageRequest, last: int | None = None) -> Page[Entry]:
        """The patient's entries, newest first, from the one numbered `last` on."""

    def entries_of(self, payment: Payment) -> tuple[Entry, ...]:
        """The payment's own lines, oldest first."""

    def entry(self, patient: PatientKey, seq: int) -> Entry | None: ...

    def record(self, patient: PatientKey, payment_id: str, record_id: str) -> Record | None:
        """An application, refund or dispute of a payment."""

    def records_of(self, payment: Payment) -> tuple[Record, ...]:
        """All of them, in no order."""

    def save_record(self, record: Record) -> None:
        """Writes a record that was decided on `version - 1` (1 is new). Raises Conflict when that isn't the version."""

    def request(self, patient: PatientKey, request_id: str) -> IdempotencyRecord | None: ...

    def due(self, now: datetime, limit: int) -> Sequence[WorkItem]:
        """What somebody must look after and is due by `now`, at most `limit`."""

    def quarantine(self, report_id: str, pointer: PaymentRef, facts: Mapping[str, object], at: datetime) -> None:
        """Keeps a report that contradicts our own row, once, for a person to look at."""


class Clinics(Protocol):
    """Clinics, their settings, accounts and locations."""

    def get(self, clinic_id: str) -> Clinic:
        """Raises NotFound."""

    def profile(self, clinic_id: str) -> ClinicProfile:
        """Raises NotFound."""

    def save_settings(self, clinic_id: str, settings: BillingSettings, note: str) -> None:
        """Writes settings decided on `version - 1`, and `note` in the history. Raises Conflict when they changed."""

    def save_account(self, clinic_id: str, account: PaymentsAccount) -> None:
        """Keeps what Stripe says of an account, unless something newer is known."""

    def save_location(self, clinic_id: str, location: Location) -> None: ...

    def clinic_of_account(self, account_id: str) -> str | None: ...

    def provision(self, clinic: Clinic) -> None:
        """Writes a whole clinic, for its operator. Settings that are there already stay."""


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


class Payments(Protocol):
    """Stripe, as this service uses it. Every call that makes something is safe to repeat."""

    def create_customer(self, patient: PatientKey) -> str: ...

    def start(self, payment: Payment, customer_id: str) -> StartedIntent:
        """Creates the payment's one PaymentIntent, or finds it again."""

    def find(self, payment: Payment, customer_id: str) -> PaymentReport | None:
        """Looks for the PaymentIntent of a payment whose answer got lost."""

    def outcome(self, payment_intent_id: str) -> PaymentReport:
        """Asks Stripe what became of it, card included."""

    def cancel(self, payment_intent_id: str) -> PaymentReport:
        """Cancels it, or answers what became of it when it cannot be canceled any more."""

    def pointer(self, payment_intent_id: str) -> PaymentRef | None:
        """Where the row of a PaymentIntent is; nothing when it isn't ours. For reports that carry no metadata."""

    def refund(self, payment: Payment, refund: Refund) -> RefundReport:
        """Gives the money back to the card, and takes it back from the clinic's account.

        Raises NotAllowed when Stripe refuses for good.
        """

    def find_refund(self, payment: Payment, refund: Refund) -> RefundReport | None:
        """What became of a refund; nothing when Stripe never made it."""

    def reverse_transfer(self, payment: Payment, dispute: Dispute) -> None:
        """Takes disputed money back from the clinic's account, once. Raises NotAllowed when it has too little."""

    def return_transfer(self, payment: Payment, dispute: Dispute) -> None:
        """Gives the clinic's account back what was taken from it for a dispute that was won, if anything was."""

    def cards(self, customer_id: str) -> tuple[CardOnFile, ...]: ...

    def remove_card(self, customer_id: str, card_id: str) -> bool:
        """Takes a card off file; False when this customer has no such card."""

    def account(self, account: PaymentsAccount) -> PaymentsAccount:
        """The same account as Stripe describes it now."""


class Receipts(Protocol):
    """Receipt files. A key is built from ids of ours alone."""

    def keep(self, payment: Payment, pdf: bytes, *, duplicate: bool) -> None: ...

    def link(self, payment: Payment, *, duplicate: bool, valid_s: int) -> str:
        """An address that downloads the file, for `valid_s` seconds."""

    def forget(self, payment: Payment) -> int:
        """Removes receipt and duplicate with every version of them; answers how many files there were. Repeatable."""


class RateLimitStore(Protocol):
    """What was counted within an hour of the clock, of a clinic or an address. Kept for some hours, then forgotten.

    A `key` is built of ids and fingerprints of ours.
    """

    def counted(self, keys: Sequence[str], hour: datetime) -> Mapping[str, Tally]:
        """The tallies of those keys that have one, in one call. May lag behind by a moment."""

    def count(self, key: str, hour: datetime, more: Tally) -> Tally:
        """Adds to a tally and answers it as it is then. No two callers get the same answer."""


class Metrics(Protocol):
    """What the operator watches. Dimensions never hold personal data."""

    def count(self, name: str, value: int = 1) -> None: ...
