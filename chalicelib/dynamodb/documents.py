"""Requests for documents on DynamoDB, and the lines of a statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.credit.document import DocumentFormat, DocumentRequest, RefundRef, StatementSpan
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.clinic_ledger import with_payments
from chalicelib.dynamodb.credit_items import (
    NOTICE_SHARD,
    entries_partition,
    entry_sk,
    partition,
    patient_of,
    work_queue_keys,
)
from chalicelib.dynamodb.entry_items import EntryItem
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.reading import find
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.dynamodb.timestamps import from_iso_or_none, to_iso_or_none
from chalicelib.services.pagination import WorkItem

DOCUMENT_PREFIX = "document#"


def document_sk(document_id: str) -> str:
    return f"{DOCUMENT_PREFIX}{document_id}"


class DocumentItem(CreditItem, discriminator="document"):
    """A request for a document, on the work queue until its file is drawn."""

    version = NumberAttribute()
    span: JSONAttribute = JSONAttribute(null=True)
    refund: JSONAttribute = JSONAttribute(null=True)
    format = UnicodeAttribute()
    language = UnicodeAttribute()
    ready_at = UnicodeAttribute(null=True)

    @classmethod
    def from_domain(cls, request: DocumentRequest) -> DocumentItem:
        return cls(
            partition(request.patient),
            document_sk(request.id),
            version=request.version,
            **_subject_data(request.subject),
            format=request.format,
            language=request.language,
            ready_at=to_iso_or_none(request.ready_at),
            **work_queue_keys(request.next_check_at, NOTICE_SHARD),
        )

    def to_document(self) -> DocumentRequest:
        return DocumentRequest(
            id=self.sk.removeprefix(DOCUMENT_PREFIX),
            patient=patient_of(self.pk),
            subject=RefundRef(*self.refund) if self.refund else _span(*self.span),
            format=DocumentFormat(self.format),
            language=self.language,
            ready_at=from_iso_or_none(self.ready_at),
            next_check_at=from_iso_or_none(self.due_at),
            version=int(self.version),
        )


def _subject_data(subject: StatementSpan | RefundRef) -> dict[str, Any]:
    match subject:
        case StatementSpan(first, last, first_entry, last_entry):
            return {"span": [first.isoformat(), last.isoformat(), first_entry, last_entry]}
        case RefundRef(payment_id, refund_id):
            return {"refund": [payment_id, refund_id]}


def _span(first: str, last: str, first_entry: int, last_entry: int) -> StatementSpan:
    return StatementSpan(date.fromisoformat(first), date.fromisoformat(last), first_entry, last_entry)


class DynamoDocuments:
    """See services.ports.DocumentStore and StatementReader."""

    def document(self, patient: PatientKey, document_id: str) -> DocumentRequest | None:
        item = find(DocumentItem, partition(patient), document_sk(document_id))
        return item.to_document() if item else None

    def save_document(self, request: DocumentRequest) -> None:
        version = DocumentItem.version
        seen = version == request.version - 1 if request.version > 1 else DocumentItem.pk.does_not_exist()
        with translate_errors():
            DocumentItem.from_domain(request).save(condition=seen)

    def forget_documents(self, patient: PatientKey) -> None:
        with translate_errors():
            for item in DocumentItem.query(partition(patient), DocumentItem.sk.startswith(DOCUMENT_PREFIX)):
                item.delete()

    def statement_lines(self, patient: PatientKey, first: int, last: int) -> Iterator[tuple[Entry, Payment]]:
        if last < first:
            return iter(())
        pk, within = entries_partition(patient), EntryItem.sk.between(entry_sk(first), entry_sk(last))
        with translate_errors():
            found = [item.to_entry() for item in EntryItem.query(pk, within, consistent_read=True)]
        return with_payments(found)


def document_due_in(image: Mapping[str, Any] | None) -> WorkItem | None:
    """The document in an image from the table's stream that must be drawn, if it is one."""
    if not image or image.get("kind", {}).get("S") != "document":
        return None
    request = DocumentItem.from_raw_data(dict(image)).to_document()
    return WorkItem.of_document(request.patient, request.id) if request.next_check_at else None
