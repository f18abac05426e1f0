"""Pages of lists, and which items a list holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.person import Person
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


class PaymentScope(StrEnum):
    """A selection of a patient's payments."""

    ALL = "all"
    TOP_UPS = "top_ups"
    PAID = "paid"
    UNAPPLIED = "unapplied"


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """A selection of a clinic's payments: only unapplied ones, of one location, of one payments account."""

    unapplied: bool = False
    location_id: str | None = None
    account_id: str | None = None


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

    With an `invoice_id` and no payment, an invoice to adjust.
    """

    patient: PatientKey
    payment_id: str
    record_id: str | None = None
    invoice_id: str | None = None

    @classmethod
    def of_invoice(cls, patient: PatientKey, invoice_id: str) -> WorkItem:
        return cls(patient, "", None, invoice_id)
