"""Drawing a document that was requested, and keeping its file: after the request, and as often as it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.credit_statement import CreditStatement, StatementLine
from chalicelib.credit.document import (
    Document,
    DocumentFormat,
    DocumentRequest,
    RefundRef,
    StatementSpan,
    refund_number,
)
from chalicelib.credit.errors import Conflict, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.refund_receipt import RefundReceipt
from chalicelib.credit.reports import received_on
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.documents.link_refund_receipt import find_refund
from chalicelib.services.documents.statement_csv import statement_csv
from chalicelib.services.ports import (
    ClinicReader,
    Clock,
    CreditReader,
    DocumentFiles,
    DocumentStore,
    EntryReader,
    PeopleReader,
    RecordStore,
    Render,
    StatementReader,
)

ABOUT_AN_INVOICE = (EntryKind.APPLIED, EntryKind.UNAPPLIED)


class DocumentLedger(
    CreditReader, EntryReader, PeopleReader, RecordStore, DocumentStore, StatementReader, Protocol
): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDocument:
    ledger: DocumentLedger
    clinics: ClinicReader
    files: DocumentFiles
    render: Render
    clock: Clock

    def __call__(self, patient: PatientKey, document_id: str) -> bool:
        """Draw the document and keep its file if it is due; repeating it writes the same file again.

        A file that was drawn while its patient was erased is deleted.
        """
        request = self.ledger.document(patient, document_id)
        if request is None or request.next_check_at is None:
            return False
        self.files.keep(request, self._drawn(request))
        try:
            self.ledger.save_document(request.changed(ready_at=self.clock.now(), next_check_at=None))
        except Conflict:
            if self.ledger.document(patient, document_id) is None:
                self.files.remove(request)
        return True

    def _drawn(self, request: DocumentRequest) -> bytes:
        document = self._document(request)
        if request.format is DocumentFormat.CSV and isinstance(document, CreditStatement):
            return statement_csv(document).encode()
        return self.render(document)

    def _document(self, request: DocumentRequest) -> Document:
        match request.subject:
            case StatementSpan() as span:
                return self._statement(request, span)
            case RefundRef() as subject:
                return self._refund(request, subject)

    def _statement(self, request: DocumentRequest, span: StatementSpan) -> CreditStatement:
        patient, before = request.patient, span.first_entry - 1
        profile, person = self.clinics.profile(patient.clinic_id), self.ledger.person(patient)
        opening = self.ledger.entry(patient, before) if before else None
        lines = self.ledger.statement_lines(patient, span.first_entry, span.last_entry)
        return CreditStatement(
            clinic_name=profile.name,
            clinic_address=profile.address,
            patient_name=person.name if person else "",
            patient_id=patient.patient_id,
            currency=profile.currency,
            time_zone=profile.time_zone,
            language=request.language,
            first=span.first,
            last=span.last,
            opening=opening.balance_after if opening else 0,
            lines=tuple(_line(entry, payment) for entry, payment in lines),
        )

    def _refund(self, request: DocumentRequest, subject: RefundRef) -> RefundReceipt:
        payment = self.ledger.payment(request.patient, subject.payment_id)
        refund = find_refund(self.ledger, payment, subject.refund_id) if payment else None
        if payment is None or refund is None:
            raise NotFound("refund")
        profile = self.clinics.profile(request.patient.clinic_id)
        return RefundReceipt(
            number=refund_number(refund.id),
            clinic_name=profile.name,
            clinic_address=profile.address,
            patient_name=payment.patient_name,
            patient_id=payment.patient.patient_id,
            location_name=payment.location.name,
            amount=refund.amount,
            currency=refund.currency,
            card=None if refund.outside else payment.card,
            tender=refund.outside.tender if refund.outside else None,
            refunded_at=refund.requested_at,
            paid_on=received_on(payment, time_zone(profile.time_zone)),
            payment_number=payment.receipt.number if payment.receipt else None,
            time_zone=profile.time_zone,
            language=request.language,
        )


def _line(entry: Entry, payment: Payment) -> StatementLine:
    return StatementLine(
        at=entry.at,
        kind=entry.kind,
        amount=entry.amount,
        balance=entry.balance_after,
        payment_id=entry.payment_id,
        location_name=payment.location.name,
        invoice=entry.number or entry.reference if entry.kind in ABOUT_AN_INVOICE else None,
    )
