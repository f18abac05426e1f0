"""Requesting the receipt of a refund."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.document import DocumentFormat, DocumentRequest, RefundRef, document_id, refund_number
from chalicelib.credit.errors import NotAllowed, NotFound
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Refund, RefundStatus
from chalicelib.services.documents.link_document import DocumentLink, LinkDocument
from chalicelib.services.ports import ClinicReader, Clock, RecordStore

REFUND_NOT_COMPLETE = "refund_not_complete"


@dataclass(frozen=True, slots=True)
class RefundReceiptLink:
    """The refund's number, and the link to its receipt, or None while it is being drawn."""

    number: str
    document: DocumentLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRefundReceipt:
    ledger: RecordStore
    clinics: ClinicReader
    link_document: LinkDocument
    clock: Clock

    def __call__(self, payment: Payment, refund_id: str, language: str | None = None) -> RefundReceiptLink:
        """Link the receipt in `language`, or else the one the patient chose when paying.

        Raises NotFound, and NotAllowed for a refund that has not succeeded.
        """
        refund = find_refund(self.ledger, payment, refund_id)
        if refund is None or payment.erased_at:
            raise NotFound("refund")
        if refund.status is not RefundStatus.SUCCEEDED:
            raise NotAllowed("There is a receipt once the refund succeeded.", code=REFUND_NOT_COMPLETE)
        profile = self.clinics.profile(payment.patient.clinic_id)
        language = language or payment.language
        subject = RefundRef(payment.id, refund_id)
        shown = (payment.patient_name, profile.name, profile.address, profile.time_zone)
        request = DocumentRequest(
            id=document_id(payment.patient, "refund", subject, language, *shown),
            patient=payment.patient,
            subject=subject,
            format=DocumentFormat.PDF,
            language=language,
            next_check_at=self.clock.now(),
        )
        return RefundReceiptLink(refund_number(refund_id), self.link_document(request))


def find_refund(ledger: RecordStore, payment: Payment, refund_id: str) -> Refund | None:
    """The payment's refund, also one made for a patient who was merged since."""
    found = (ledger.record(holder, payment.id, refund_id) for holder in payment.holders)
    return next((record for record in found if isinstance(record, Refund)), None)
