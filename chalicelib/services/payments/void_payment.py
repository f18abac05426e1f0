"""Voiding a recorded payment, once per idempotency key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.errors import IdempotencyKeyReused, NotFound
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.merge import require_owner
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import IdempotencyRecord
from chalicelib.credit.void import void
from chalicelib.services.payments.payment_history import PaymentHistory
from chalicelib.services.ports import Clock, CreditReader, EntryReader, IdempotencyStore, PostingStore, RecordStore
from chalicelib.services.retry import retry_on_conflict


class VoidLedger(CreditReader, EntryReader, IdempotencyStore, PostingStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRequest:
    """A staff request; `reason` is in their words."""

    patient: PatientKey
    payment_id: str
    reason: str
    actor: Actor
    idempotency_key: str

    @property
    def id(self) -> str:
        return derived_id("void", self.patient.clinic_id, self.patient.patient_id, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.payment_id, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidPayment:
    ledger: VoidLedger
    clock: Clock

    def __call__(self, request: VoidRequest) -> PaymentHistory:
        """Void the whole payment. A repeated request changes nothing and returns the void payment.

        Raises NotFound, NotAllowed (Stripe's money, partly used, void already), IdempotencyKeyReused.
        """
        return retry_on_conflict(lambda: self._void(request), self.clock)

    def _void(self, request: VoidRequest) -> PaymentHistory:
        payment, credit = self.ledger.payment_with_credit(request.patient, request.payment_id)
        known = self.ledger.request(request.patient, request.id)  # After the credit, which a twin changes.
        if known and known.request_hash != request.hash:
            raise IdempotencyKeyReused
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        before = PaymentHistory.of(payment, self.ledger)
        if known:
            return before
        require_owner(request.patient, payment)
        posting = void(credit, payment, reason=request.reason, actor=request.actor, at=self.clock.now())
        kept = IdempotencyRecord(id=request.id, patient=request.patient, request_hash=request.hash, applications=())
        self.ledger.commit(posting.requested(kept))
        return before.then(posting)
