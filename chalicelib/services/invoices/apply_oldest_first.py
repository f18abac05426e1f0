"""Applying credit to an invoice across payments, oldest first, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.apply import MOST_PAYMENTS, ApplyRequest, apply_oldest_first
from chalicelib.credit.errors import Conflict, IdempotencyKeyReused, NotAllowed, NotFound
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import PatientCredit, Posting
from chalicelib.credit.merge import PatientMerged
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, IdempotencyRecord
from chalicelib.services.invoices.apply_credit import original_application
from chalicelib.services.invoices.find_invoice import FindInvoice
from chalicelib.services.pagination import all_items
from chalicelib.services.ports import (
    Clock,
    CreditReader,
    IdempotencyStore,
    PaymentLists,
    PostingStore,
    RecordStore,
)
from chalicelib.services.retry import retry_on_conflict


class OldestFirstLedger(CreditReader, PaymentLists, PostingStore, RecordStore, IdempotencyStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOldestFirst:
    ledger: OldestFirstLedger
    find_invoice: FindInvoice
    clock: Clock

    def __call__(self, patient: PatientKey, request: ApplyRequest) -> tuple[Application, ...]:
        """Apply the amount, oldest payment first. A repeated request changes nothing and returns the same.

        Raises NotFound for a patient without payments, InsufficientCredit, ExceedsInvoice, NotAllowed,
        IdempotencyKeyReused.
        """
        try:
            return retry_on_conflict(lambda: self._apply(patient, request), self.clock)
        except PatientMerged:
            kept = self.ledger.request(patient, request.key)
            if kept is None:
                raise
            return self._original(kept, request)

    def _apply(self, patient: PatientKey, request: ApplyRequest) -> tuple[Application, ...]:
        credit = self.ledger.credit(patient)
        kept = self.ledger.request(patient, request.key)
        if kept:
            return self._original(kept, request)
        if not credit.known:
            raise NotFound("patient")
        posting = self._decide(credit, request)
        made = tuple(record for record in posting.records if isinstance(record, Application))
        ids = tuple((application.payment_id, application.id) for application in made)
        kept = IdempotencyRecord(id=request.key, patient=patient, request_hash=request.hash, applications=ids)
        self.ledger.commit(posting.requested(kept))
        return made

    def _decide(self, credit: PatientCredit, request: ApplyRequest) -> Posting:
        """Raises Conflict instead of a refusal if the credit changed while the payments were read."""
        try:
            invoice = self.find_invoice(credit.patient, request.invoice_id)
            return apply_oldest_first(credit, unapplied_payments(self.ledger, credit.patient), request, invoice)
        except NotAllowed:
            if self.ledger.credit(credit.patient).seq != credit.seq:
                raise Conflict from None
            raise

    def _original(self, kept: IdempotencyRecord, request: ApplyRequest) -> tuple[Application, ...]:
        if kept.request_hash != request.hash:
            raise IdempotencyKeyReused
        found = (self.ledger.record(kept.patient, payment_id, record_id) for payment_id, record_id in kept.applications)
        return tuple(original_application(made, request) for made in found if isinstance(made, Application))


def unapplied_payments(ledger: PaymentLists, patient: PatientKey) -> Iterator[Payment]:
    """The patient's unapplied payments by the time they were paid, read as far as they are needed."""
    return all_items(lambda page: ledger.oldest_unapplied(patient, page), MOST_PAYMENTS + 1)
