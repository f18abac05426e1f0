"""Documents drawn on request: statements and refund receipts. A request names all that its document depends on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.credit.credit_statement import CreditStatement
from chalicelib.credit.identity import PatientKey, derived_id, request_hash
from chalicelib.credit.receipt import Receipt
from chalicelib.credit.refund_receipt import RefundReceipt

Document = Receipt | RefundReceipt | CreditStatement
KEPT = timedelta(days=7)
"""From drawing a document until it is drawn again; its file is deleted after more than that."""


class DocumentFormat(StrEnum):
    PDF = "pdf"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class StatementSpan:
    """The clinic's days of a statement, both included, and the numbers of the first and last entry in them.

    Without an entry, `last_entry` is the number before `first_entry`.
    """

    first: date
    last: date
    first_entry: int
    last_entry: int

    @property
    def entries(self) -> int:
        return self.last_entry - self.first_entry + 1


@dataclass(frozen=True, slots=True)
class RefundRef:
    """The refund that a receipt is of."""

    payment_id: str
    refund_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest:
    """A document that was requested. `ready_at` is when its file was last drawn, `next_check_at` when to draw it."""

    id: str
    patient: PatientKey
    subject: StatementSpan | RefundRef
    format: DocumentFormat
    language: str
    next_check_at: datetime | None
    ready_at: datetime | None = None
    version: int = 1

    @property
    def file_name(self) -> str:
        """The name of the file as a browser saves it."""
        match self.subject:
            case StatementSpan(first, last):
                return f"statement-{first.isoformat()}-{last.isoformat()}.{self.format}"
            case RefundRef(_, refund_id):
                return f"refund-{refund_number(refund_id)}.{self.format}"

    def is_ready(self, now: datetime) -> bool:
        return self.ready_at is not None and now < self.ready_at + KEPT

    def changed(self, **changes: object) -> DocumentRequest:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


def document_id(patient: PatientKey, *parts: object) -> str:
    """Return the id of the document with this content: the same content has the same id, and the same file."""
    return derived_id("doc", patient.clinic_id, patient.patient_id, request_hash(*parts))


def refund_number(refund_id: str) -> str:
    """Ten letters and digits of the refund's id, as a receipt's number is of the payment's."""
    short = refund_id.partition("_")[2][:10].upper()
    return f"{short[:5]}-{short[5:]}"
