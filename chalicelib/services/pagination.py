"""Pages of lists, and which items a list holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.person import Person, matches
from chalicelib.credit.records import Dispute

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A part of a list, newest first: at most `limit` items, strictly after `cursor` (a sort key, opaque)."""

    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and the cursor of the next one or None."""

    items: tuple[T, ...]
    next_cursor: str | None = None


def all_items(read: Callable[[PageRequest], Page[T]], limit: int = 100) -> Iterator[T]:
    """The items of a whole list in its order, in pages of `limit`, read as far as they are needed."""
    page = PageRequest(limit)
    while True:
        part = read(page)
        yield from part.items
        if part.next_cursor is None:
            return
        page = PageRequest(limit, part.next_cursor)


class PaymentScope(StrEnum):
    """A selection of a patient's payments."""

    ALL = "all"
    TOP_UPS = "top_ups"
    PROCESSING = "processing"
    PAID = "paid"
    UNAPPLIED = "unapplied"


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """A selection of a clinic's payments, paid at or after `since` and before `until`. None is all.

    `q` holds beginnings of words of the patient's name, or the whole id.
    """

    unapplied: bool = False
    location_id: str | None = None
    account_id: str | None = None
    source: Source | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str = ""

    def takes(self, payment: Payment) -> bool:
        return (
            (not self.unapplied or payment.unapplied > 0)
            and self.location_id in (None, payment.location.id)
            and self.account_id in (None, payment.account_id)
            and self.source in (None, payment.source)
            and (not self.q or self._names(payment))
            and self._spans(payment.paid_at)
        )

    def _names(self, payment: Payment) -> bool:
        return self.q.strip() == payment.patient.patient_id or matches(payment.patient_name, self.q)

    def _spans(self, paid_at: datetime | None) -> bool:
        return (
            paid_at is not None
            and (self.since is None or paid_at >= self.since)
            and (self.until is None or paid_at < self.until)
        )


@dataclass(frozen=True, slots=True)
class PatientFilter:
    """A selection of a clinic's patients: by the beginnings of words of the name or the whole id, with credit."""

    q: str = ""
    with_credit: bool = False


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """A patient as the directory lists it."""

    person: Person
    credit: PatientCredit


@dataclass(frozen=True, slots=True)
class DisputedPayment:
    """A dispute with the payment that it is about."""

    dispute: Dispute
    payment: Payment


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A payment that is open or lacks a receipt; with a `record_id`, a refund or dispute to follow up.

    With an `invoice_id` and no payment, an invoice to adjust; with `is_merge`, the merge of the patient; with
    `is_erasure`, the removal of the patient's data; with a `notice_id`, a notice to send; with a `document_id`, a
    document to draw.
    """

    patient: PatientKey
    payment_id: str
    record_id: str | None = None
    invoice_id: str | None = None
    is_merge: bool = False
    notice_id: str | None = None
    document_id: str | None = None
    is_erasure: bool = False

    @classmethod
    def of_payment(cls, patient: PatientKey, payment_id: str, record_id: str | None = None) -> WorkItem:
        return cls(patient, payment_id, record_id)

    @classmethod
    def of_merge(cls, patient: PatientKey) -> WorkItem:
        return cls(patient, "", is_merge=True)

    @classmethod
    def of_erasure(cls, patient: PatientKey) -> WorkItem:
        return cls(patient, "", is_erasure=True)

    @classmethod
    def of_notice(cls, owner: PatientKey, notice_id: str) -> WorkItem:
        return cls(owner, "", notice_id=notice_id)

    @classmethod
    def of_invoice(cls, patient: PatientKey, invoice_id: str) -> WorkItem:
        return cls(patient, "", None, invoice_id)

    @classmethod
    def of_document(cls, patient: PatientKey, document_id: str) -> WorkItem:
        return cls(patient, "", document_id=document_id)

    @property
    def can_wait(self) -> bool:
        """Whether it is a top-up, a notice or a document: there are many, and money that goes back comes first."""
        return bool(self.notice_id or self.document_id) or (bool(self.payment_id) and self.record_id is None)


@dataclass(frozen=True, slots=True)
class DueItem:
    """A work item and the time from which it is due."""

    item: WorkItem
    due_at: datetime
