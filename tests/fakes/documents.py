"""Requests for documents as a part of the ledger in memory, and their files in a dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.credit.credit_statement import CreditStatement
from chalicelib.credit.document import Document, DocumentRequest
from chalicelib.credit.errors import NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.receipt import Receipt
from chalicelib.credit.refund_receipt import RefundReceipt
from tests.fakes.rows import Rows, Write


class FakeDocuments:
    """See services.ports.DocumentStore and StatementReader."""

    rows: Rows

    def document(self, patient: PatientKey, document_id: str) -> DocumentRequest | None:
        return self.rows.get(("document", patient, document_id), DocumentRequest)

    def save_document(self, request: DocumentRequest) -> None:
        key = ("document", request.patient, request.id)
        self.rows.write(Write(key, request, request.version, request.version - 1))

    def forget_documents(self, patient: PatientKey) -> None:
        for request in self.rows.all(DocumentRequest):
            if request.patient == patient:
                self.rows.remove(("document", patient, request.id), request.version)

    def statement_lines(self, patient: PatientKey, first: int, last: int) -> Iterator[tuple[Entry, Payment]]:
        for seq in range(first, last + 1):
            entry = self.rows.get(("entry", patient, seq), Entry)
            assert entry is not None, "entries are numbered without gaps"
            payment = self.payment(patient, entry.payment_id)
            assert payment is not None, "an entry is of a payment"
            yield entry, payment

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        raise NotImplementedError


class FakeDocumentFiles:
    """See services.ports.DocumentFiles. `writes` counts every file written, the repeated ones included."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.writes = 0

    def keep(self, request: DocumentRequest, content: bytes) -> None:
        self.files[_key(request)] = content
        self.writes += 1

    def link(self, request: DocumentRequest, *, valid_s: int, inline: bool = False) -> str:
        shown = "&inline" if inline else ""
        return f"https://documents.example/{_key(request)}?X-Amz-Expires={valid_s}{shown}"

    def remove(self, request: DocumentRequest) -> None:
        self.files.pop(_key(request), None)

    def forget(self, patient: PatientKey) -> int:
        mine = [key for key in self.files if key.startswith(_prefix(patient))]
        return sum(self.files.pop(key, None) is not None for key in mine)

    def download(self, url: str) -> bytes:
        """Return the file that a browser would get. Raises NotFound."""
        key = url.removeprefix("https://documents.example/").split("?")[0]
        if key not in self.files:
            raise NotFound("document")
        return self.files[key]


def _prefix(patient: PatientKey) -> str:
    return f"{patient.clinic_id}/{patient.patient_id}/"


def _key(request: DocumentRequest) -> str:
    return f"{_prefix(request.patient)}{request.id}.{request.format}"


def draw(document: Document) -> bytes:
    """A rendering with what a test needs to know of the document."""
    match document:
        case Receipt():
            mark = "DUPLICATE " if document.duplicate else ""
            means = document.card.last4 if document.card else document.tender
            return f"%PDF {mark}{document.number} {document.amount} {means} {document.language}".encode()
        case RefundReceipt():
            means = document.card.last4 if document.card else document.tender
            day = document.refunded_at_clinic.date()
            return f"%PDF refund {document.number} {document.amount} {means} {day} {document.language}".encode()
        case CreditStatement():
            lines = [f"{line.kind} {line.amount} {line.invoice} {line.location_name}" for line in document.lines]
            balances = f"{document.opening}..{document.closing}"
            head = f"%PDF {document.patient_name} {document.first}..{document.last} {balances} {document.language}"
            return "\n".join([head, *lines]).encode()
