"""Applying credit of one payment to an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.apply import ApplyRequest, apply_one
from chalicelib.credit.errors import IdempotencyKeyReused, NotFound
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.merge import require_owner
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import Application
from chalicelib.services.invoices.find_invoice import FindInvoice
from chalicelib.services.ports import Clock, CreditReader, InvoiceStore, PostingStore, RecordStore
from chalicelib.services.retry import retry_on_conflict


class ApplicationLedger(CreditReader, PostingStore, RecordStore, InvoiceStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyCredit:
    ledger: ApplicationLedger
    find_invoice: FindInvoice
    clock: Clock

    def __call__(self, patient: PatientKey, payment_id: str, request: ApplyRequest) -> Application:
        """Apply the amount from one payment. A repeated request changes nothing and returns the same application.

        Raises NotFound, InsufficientCredit, ExceedsInvoice, NotAllowed for a void or unknown invoice, and
        IdempotencyKeyReused for the same key with another body.
        """
        return retry_on_conflict(lambda: self._apply(patient, payment_id, request), self.clock)

    def _apply(self, patient: PatientKey, payment_id: str, request: ApplyRequest) -> Application:
        application_id = derived_id("app", request.key, payment_id)
        payment, credit = self.ledger.payment_with_credit(patient, payment_id)
        made = self.ledger.record(patient, payment_id, application_id)  # After the credit, which a twin changes.
        if isinstance(made, Application):
            return original_application(made, request)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        require_owner(patient, payment)
        posting = apply_one(credit, payment, request, self.find_invoice(patient, request.invoice_id))
        self.ledger.commit(posting)
        return next(record for record in posting.records if isinstance(record, Application))


def original_application(made: Application, request: ApplyRequest) -> Application:
    """The application as first returned, so that a repeated request has the same response even after an unapply.

    Raises IdempotencyKeyReused for another body.
    """
    if made.request_hash != request.hash:
        raise IdempotencyKeyReused
    return made.as_made
