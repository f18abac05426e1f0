"""Statements and refund receipts: their requests, their lines and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from chalicelib.credit.document import Document, DocumentRequest
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment

Render = Callable[[Document], bytes]
"""The rendering of a receipt, a refund receipt or a statement as a PDF."""


class DocumentStore(Protocol):
    """Requests for documents, in their patient's partition."""

    def document(self, patient: PatientKey, document_id: str) -> DocumentRequest | None: ...

    def save_document(self, request: DocumentRequest) -> None:
        """Write a request that was decided on `version - 1` (1 is new).

        Raises Conflict when that is no longer the version.
        """

    def forget_documents(self, patient: PatientKey) -> None:
        """Remove all requests of a patient. Repeatable."""


class StatementReader(Protocol):
    def statement_lines(self, patient: PatientKey, first: int, last: int) -> Iterator[tuple[Entry, Payment]]:
        """The patient's entries with these numbers, oldest first, each with its payment as it is now."""


class DocumentFiles(Protocol):
    """Files of documents. A key is built from the service's own ids alone."""

    def keep(self, request: DocumentRequest, content: bytes) -> None: ...

    def link(self, request: DocumentRequest, *, valid_s: int, inline: bool = False) -> str:
        """A URL that downloads the file, or shows it `inline` in a browser, for `valid_s` seconds."""

    def remove(self, request: DocumentRequest) -> None:
        """Remove the file with every version of it. Repeatable."""

    def forget(self, patient: PatientKey) -> int:
        """Remove every file of a patient; return their number. Repeatable."""
