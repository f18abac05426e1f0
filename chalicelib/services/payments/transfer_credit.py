"""Transferring credit to another patient of the clinic, in one transaction, once per idempotency key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.credit.errors import FieldError, IdempotencyKeyReused, NotFound
from chalicelib.credit.forgotten import unforgotten
from chalicelib.credit.merge import require_owner
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.records import CreditTransfer
from chalicelib.credit.transfer import TransferRequest, transfer
from chalicelib.services.ports import (
    ClinicReader,
    Clock,
    CreditReader,
    PeopleReader,
    PostingStore,
    RecordStore,
    StoredCredit,
)
from chalicelib.services.retry import retry_on_conflict


class TransferLedger(CreditReader, StoredCredit, PeopleReader, PostingStore, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCredit:
    clinics: ClinicReader
    ledger: TransferLedger
    clock: Clock

    def __call__(self, request: TransferRequest) -> CreditTransfer:
        """Transfer credit. A repeated request changes nothing and returns the same transfer.

        Raises NotFound for an unknown payment or receiver, Invalid, NotAllowed, InsufficientCredit and
        IdempotencyKeyReused.
        """
        return retry_on_conflict(lambda: self._transfer(request), self.clock)

    def _transfer(self, request: TransferRequest) -> CreditTransfer:
        payment, giving = self.ledger.payment_with_credit(request.patient, request.payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        records = self.ledger.records_of(payment)  # After the credit, which a twin changes.
        made = next((each for each in records if isinstance(each, CreditTransfer) and each.id == request.id), None)
        if made and made.request_hash != request.hash:
            raise IdempotencyKeyReused
        if made:
            return made
        require_owner(request.patient, payment)
        receiving = self.ledger.stored_credit(request.to)
        if receiving.merged_into:
            error = FieldError("to_patient_id", f"was merged into {receiving.merged_into.patient_id}")
            raise NotFound("patient", errors=(error,))
        if not receiving.known:
            raise NotFound("patient", errors=(FieldError("to_patient_id", "must be a patient of this clinic"),))
        unforgotten(receiving, "to_patient_id")
        room = self.clinics.get(request.to.clinic_id).room_for(receiving.balance)
        person = self.ledger.person(request.to)
        name = person.name if person else ""
        posting = transfer(request, payment, giving, receiving, records, name=name, room=room, at=self.clock.now())
        self.ledger.commit(posting)
        return next(record for record in posting.records if isinstance(record, CreditTransfer))
