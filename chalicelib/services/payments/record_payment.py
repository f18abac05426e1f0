"""Recording credit that did not come through Stripe, once per idempotency key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.credit.errors import IdempotencyKeyReused
from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.recording import RecordRequest, as_recorded, new_payment, record, reserve_memo
from chalicelib.services.payments.payment_history import PaymentHistory
from chalicelib.services.ports import ClinicReader, Clock, EntryReader, MemoTotals, PeopleReader, PostingStore
from chalicelib.services.retry import retry_on_conflict


class RecordingLedger(PeopleReader, EntryReader, MemoTotals, PostingStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment:
    clinics: ClinicReader
    ledger: RecordingLedger
    clock: Clock

    def __call__(self, request: RecordRequest) -> PaymentHistory:
        """Record the payment and its credit at once; a patient without credit becomes known by it.

        A repeated request changes nothing and returns the same. Raises Invalid, NotFound (location), NotAllowed
        (closed clinic or location, limits on memos, a forgotten patient), IdempotencyKeyReused.
        """
        return retry_on_conflict(lambda: self._record(request), self.clock)

    def _record(self, request: RecordRequest) -> PaymentHistory:
        known, credit, person = self.ledger.payment_credit_and_person(request.patient, request.payment_id)
        if known:
            return self._original(known, request)
        unforgotten(credit)
        clinic = self.clinics.get(request.patient.clinic_id)
        payment = replace(new_payment(request, clinic, self.clock.now()), patient_name=person.name if person else "")
        posting = record(credit, payment)
        if payment.source is Source.MEMO and payment.received_on:
            given = self.ledger.memos_on(request.patient.clinic_id, payment.received_on)
            posting = replace(posting, memo=reserve_memo(payment, clinic, given))
        self.ledger.commit(posting)
        return PaymentHistory(as_recorded(posting.payments[0]), posting.entries)

    def _original(self, known: Payment, request: RecordRequest) -> PaymentHistory:
        if known.request_hash != request.hash:
            raise IdempotencyKeyReused
        original = as_recorded(known)
        return PaymentHistory(original, self.ledger.entries_of(original))
