"""Merging two patients that are one person: what is one's becomes the other's. Pure: it decides, use cases write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from chalicelib.credit.errors import CreditError, FieldError, Invalid, NotAllowed
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import Entry, EntryKind, MovedPayment, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment, PaymentStatus

MOST_NAMED = 5


class PatientMerged(CreditError):
    """`patient` was merged into another one: what was theirs is found under `into`."""

    code = "patient_merged"

    def __init__(self, patient: PatientKey, into: PatientKey) -> None:
        super().__init__(f"This patient was merged into {into.patient_id}.")
        self.patient = patient
        self.into = into


def unmerged(credit: PatientCredit) -> PatientCredit:
    """Return the credit. Raises PatientMerged if it is another patient's by now."""
    if credit.merged_into:
        raise PatientMerged(credit.patient, credit.merged_into)
    return credit


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRequest:
    """A request to make everything of one patient another's; `reason` is in the clinic's words."""

    patient: PatientKey
    into: PatientKey
    reason: str
    actor: Actor
    idempotency_key: str

    @property
    def id(self) -> str:
        return derived_id("mrg", self.patient.clinic_id, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.patient.patient_id, self.into.patient_id, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A patient's merge, of which there is one at most. It is on the work queue until everything has moved."""

    id: str
    patient: PatientKey
    into_id: str
    reason: str
    at: datetime
    by: Actor
    next_check_at: datetime | None
    version: int = 1

    @property
    def into(self) -> PatientKey:
        return PatientKey(self.patient.clinic_id, self.into_id)

    def changed(self, next_check_at: datetime | None) -> Merge:
        return replace(self, next_check_at=next_check_at, version=self.version + 1)


def begin(
    request: MergeRequest,
    into: PatientKey,
    invoices: tuple[Iterable[Invoice], Iterable[Invoice]],
    at: datetime,
) -> Merge:
    """Decide on a merge into the patient that `request.into` is today.

    `invoices` are those of each. Raises Invalid for the same patient, NotAllowed where both have an open invoice of one
    id.
    """
    if into == request.patient:
        raise Invalid.field("into", "must be another patient, and not one that was merged into this one")
    _require_no_same(*invoices)
    return Merge(
        id=request.id,
        patient=request.patient,
        into_id=into.patient_id,
        reason=request.reason,
        at=at,
        by=request.actor,
        next_check_at=at,
    )


def _require_no_same(mine: Iterable[Invoice], theirs: Iterable[Invoice]) -> None:
    ids = {invoice.id for invoice in theirs if not invoice.is_void}
    same = sorted(invoice.number for invoice in mine if invoice.id in ids and not invoice.is_void)
    if same:
        named = ", ".join(same[:MOST_NAMED]) + (f" and {len(same) - MOST_NAMED} more" if same[MOST_NAMED:] else "")
        error = FieldError("from", f"has open invoices with the same IDs as the other patient's: {named}")
        sentence = f"Both patients have an invoice with the same ID: {named}. Void one of each first."
        raise NotAllowed(sentence, code="same_invoice_id", errors=(error,))


def move_payments(
    merge: Merge, payments: Sequence[Payment], giving: PatientCredit, receiving: PatientCredit, at: datetime
) -> Posting:
    """Move payments whole: a line out of one ledger and a line into the other for what is unapplied of each."""
    moved: list[MovedPayment] = []
    entries: list[Entry] = []
    line = partial(post, kind=EntryKind.MERGED, actor=merge.by, at=at, reference=merge.id)
    for payment in payments:
        own = payment
        if payment.unapplied:
            out = line(giving, payment, replace(payment, status=PaymentStatus.CANCELED))
            giving, own = out.credit, replace(payment, entry_numbers=out.payments[0].entry_numbers)
            entries += out.entries
        after = _received(own, receiving.patient)
        if payment.unapplied:
            into = line(receiving, replace(after, status=PaymentStatus.PENDING), after)
            receiving, after = into.credit, into.payments[0]
            entries += into.entries
        moved.append(MovedPayment(payment, after))
    return Posting(credit=giving, others=(receiving,), payments=(), entries=tuple(entries), moved=tuple(moved))


def _received(payment: Payment, patient: PatientKey) -> Payment:
    """The same payment one version on, under the other patient; its earlier lines and records stay where they are."""
    earlier = (*payment.earlier, (payment.patient.patient_id, payment.entry_numbers))
    return payment.changed(patient=patient, entry_numbers=(), earlier=earlier)


def require_owner(patient: PatientKey, payment: Payment) -> None:
    """Raises PatientMerged if the payment is another patient's by now."""
    if payment.patient != patient:
        raise PatientMerged(patient, payment.patient)
