"""The ledger of one patient: entries that never change, and the balance that is their sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.payment import Payment, Tender
from chalicelib.credit.person import Person
from chalicelib.credit.records import IdempotencyRecord, Record


class EntryKind(StrEnum):
    """The kind of movement that an entry records."""

    TOP_UP = "top_up"
    RECORDED = "recorded"
    MEMO = "memo"
    OPENING_BALANCE = "opening_balance"
    APPLIED = "applied"
    UNAPPLIED = "unapplied"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    TRANSFERRED = "transferred"
    VOIDED = "voided"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One immutable line of the ledger. `amount` is signed minor units; `seq` counts a patient's entries from 1.

    `balance_after` is the balance with this entry, so that any line explains itself. `reference` names what it is
    about: the invoice, the refund or the dispute; `number` is the invoice's number for people, if it was known.
    `tender` is the form of money that moved outside Stripe.
    """

    patient: PatientKey
    seq: int
    at: datetime
    kind: EntryKind
    amount: int
    balance_after: int
    payment_id: str
    actor: Actor
    reference: str | None = None
    number: str | None = None
    tender: Tender | None = None


MOST_LISTED = 20
"""Unapplied payments that a patient's credit names: more would make each of the patient's postings dearer."""


@dataclass(frozen=True, slots=True, order=True)
class UnappliedPayment:
    since: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientCredit:
    """A patient's credit: the balance (minor units, may be negative), by location, and how it was counted.

    `unapplied` names the unapplied payments, the oldest first; where it has fewer than are counted, some are missing.
    `merged_into` is the patient who has it all since a merge; `merged_from` are the ids of those merged into this one.
    `erased_at` is when the removal of personal data began, and `erasure_due_at` when it is continued, None once it is
    done. `invoices` counts those that were ever sent.
    """

    patient: PatientKey
    balance: int = 0
    seq: int = 0
    last_entry_at: datetime | None = None
    by_location: Mapping[str, int] = field(default_factory=dict)
    payments_unapplied: int = 0
    unapplied: tuple[UnappliedPayment, ...] = ()
    customer_id: str | None = None
    known: bool = False
    merged_into: PatientKey | None = None
    merged_from: tuple[str, ...] = ()
    erased_at: datetime | None = None
    erasure_due_at: datetime | None = None
    invoices: int = 0

    @property
    def has_paid(self) -> bool:
        """Whether money of this patient ever arrived: a card that worked, not only a sign-in."""
        return self.seq > 0


@dataclass(frozen=True, slots=True)
class MemoReservation:
    """A memo's part of what its clinic may give on one day: `amount` of at most `maximum`, minor units."""

    clinic_id: str
    day: date
    amount: int
    maximum: int


@dataclass(frozen=True, slots=True)
class MovedPayment:
    """A payment that a merge moves from one patient to another, before and after."""

    before: Payment
    after: Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A posting, which commits whole or not at all: entries, their payments, the balance after them, and the records.

    Every payment, record and invoice is one version on from what the decision was based on. The invoices of
    `unsent_invoices` (ids) must not be known yet. A new payment has version 1. `others` are the credits of further
    patients, whose payments and entries it posts as well; `people` are new names, one revision on.
    `moved` are payments that change hands, with the lines of both ledgers.
    """

    credit: PatientCredit
    payments: tuple[Payment, ...]
    entries: tuple[Entry, ...]
    records: tuple[Record, ...] = ()
    request: IdempotencyRecord | None = None
    invoices: tuple[Invoice, ...] = ()
    unsent_invoices: tuple[str, ...] = ()
    memo: MemoReservation | None = None
    others: tuple[PatientCredit, ...] = ()
    people: tuple[Person, ...] = ()
    moved: tuple[MovedPayment, ...] = ()

    @property
    def credits(self) -> tuple[PatientCredit, ...]:
        return (self.credit, *self.others)

    def entries_for(self, patient: PatientKey) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.patient == patient)

    def recording(self, *records: Record) -> Posting:
        return replace(self, records=(*self.records, *records))

    def requested(self, request: IdempotencyRecord) -> Posting:
        return replace(self, request=request)

    def with_invoice(self, invoice: Invoice | None, invoice_id: str) -> Posting:
        """Commit `invoice` too; or only while no invoice of that id is known."""
        if invoice is None:
            return replace(self, unsent_invoices=(*self.unsent_invoices, invoice_id))
        return replace(self, invoices=(*self.invoices, invoice))

    def then(self, later: Posting) -> Posting:
        """Both at once; `later` was posted on the credit that this one leaves, or on another patient's."""
        moved = {payment.id: payment for payment in (*self.payments, *later.payments)}
        credits = {credit.patient: credit for credit in (*self.credits, *later.credits)}
        credit, *others = credits.values()
        return Posting(
            credit=credit,
            others=tuple(others),
            payments=tuple(moved.values()),
            entries=(*self.entries, *later.entries),
            records=(*self.records, *later.records),
            invoices=(*self.invoices, *later.invoices),
            unsent_invoices=(*self.unsent_invoices, *later.unsent_invoices),
            people=(*self.people, *later.people),
        )


def post(
    credit: PatientCredit,
    before: Payment,
    after: Payment,
    *,
    kind: EntryKind,
    actor: Actor,
    at: datetime,
    reference: str | None = None,
    number: str | None = None,
    tender: Tender | None = None,
) -> Posting:
    """Post the difference that a change of one payment makes to its patient's balance.

    The amount is `after.unapplied - before.unapplied`: the balance is the sum of unapplied amounts because nothing
    else can be posted. Entries of a patient are in order of time even when clocks disagree.
    """
    amount = after.unapplied - before.unapplied
    moment = max(at, credit.last_entry_at) if credit.last_entry_at else at
    entry = Entry(
        patient=credit.patient,
        seq=credit.seq + 1,
        at=moment,
        kind=kind,
        amount=amount,
        balance_after=credit.balance + amount,
        payment_id=after.id,
        actor=actor,
        reference=reference,
        number=number,
        tender=tender,
    )
    place = after.location.id
    counted = replace(
        credit,
        balance=entry.balance_after,
        seq=entry.seq,
        last_entry_at=moment,
        by_location={**credit.by_location, place: credit.by_location.get(place, 0) + amount},
        payments_unapplied=credit.payments_unapplied + (after.unapplied > 0) - (before.unapplied > 0),
        unapplied=_unapplied(credit, after),
    )
    return Posting(
        credit=counted,
        payments=(replace(after, entry_numbers=(*after.entry_numbers, entry.seq)),),
        entries=(entry,),
    )


def _unapplied(credit: PatientCredit, after: Payment) -> tuple[UnappliedPayment, ...]:
    listed = [one for one in credit.unapplied if one.id != after.id]
    if after.unapplied > 0:
        listed.append(UnappliedPayment(after.succeeded_at or after.created_at, after.id))
    return tuple(sorted(listed)[:MOST_LISTED])
