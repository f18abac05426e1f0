"""Transferring credit from one patient's payment to another patient of the clinic. Pure: it decides, others write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from chalicelib.credit.apply import MOST_LINES, spendable
from chalicelib.credit.errors import FieldError, InsufficientCredit, Invalid, NotAllowed
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Origin, Payment, PaymentStatus, Source
from chalicelib.credit.records import CreditTransfer, Dispute, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """A staff request: `amount` (minor units) of a payment, or all that can be spent of it, for another patient."""

    patient: PatientKey
    payment_id: str
    to: PatientKey
    amount: int | None
    reason: str
    actor: Actor
    idempotency_key: str

    @property
    def id(self) -> str:
        ids = (self.patient.clinic_id, self.patient.patient_id, self.payment_id)
        return derived_id("trf", *ids, self.idempotency_key)

    @property
    def hash(self) -> str:
        return request_hash(self.to.patient_id, self.amount, self.reason)


def transfer(
    request: TransferRequest,
    payment: Payment,
    giving: PatientCredit,
    receiving: PatientCredit,
    records: Iterable[Record],
    *,
    name: str,
    room: int,
    at: datetime,
) -> Posting:
    """Move credit to a new payment of the other patient, which keeps card, account, location and age.

    `name` is the receiver's, and `room` what they may still be given. Raises Invalid for the same patient,
    InsufficientCredit, and NotAllowed while the payment is disputed or held, or for more than `room`.
    """
    _check(payment, request, records)
    most = spendable(giving, payment)
    amount = most if request.amount is None else request.amount
    if not 0 < amount <= most:
        raise InsufficientCredit(most)
    if amount > room:
        error = FieldError("amount", f"must be at most {room}, by the clinic's maximum of a patient's balance")
        raise NotAllowed(f"amount: {error.message}", code="balance_maximum_exceeded", errors=(error,))
    received = _received(payment, request, amount, name)
    left = payment.changed(transferred=payment.transferred + amount)
    line = partial(post, kind=EntryKind.TRANSFERRED, actor=request.actor, at=at, reference=request.id)
    out = line(giving, payment, left)
    into = line(receiving, replace(received, status=PaymentStatus.PENDING), received)
    return out.then(into).recording(_recorded(payment, request, received, at))


def _check(payment: Payment, request: TransferRequest, records: Iterable[Record]) -> None:
    if request.to == request.patient:
        raise Invalid.field("to_patient_id", "must be another patient")
    if payment.disputed or any(isinstance(record, Dispute) and record.is_open for record in records):
        raise NotAllowed("This payment is disputed. Its credit can't be transferred.", code="disputed")
    if payment.is_held:
        raise NotAllowed("This payment is on hold. Refund it, or release it first.", code="payment_held")
    if len(payment.entry_numbers) >= MOST_LINES:
        raise NotAllowed("This payment has too many lines. Transfer another payment.", code="too_many_lines")


def _received(payment: Payment, request: TransferRequest, amount: int, name: str) -> Payment:
    """The payment of the other patient. `succeeded_at` and `created_at` are the original's: credit keeps its age."""
    return Payment(
        id=derived_id("pay", request.id),
        patient=request.to,
        amount=amount,
        currency=payment.currency,
        location=payment.location,
        account_id=payment.account_id,
        patient_name=name,
        language=payment.language,
        request_hash=request.hash,
        created_at=payment.created_at,
        status=PaymentStatus.SUCCEEDED,
        payment_intent_id=payment.payment_intent_id,
        charge_id=payment.charge_id,
        card=payment.card,
        succeeded_at=payment.succeeded_at,
        charged_at=payment.charged_at,
        source=Source.TRANSFER,
        collected_by=payment.collected_by,
        tender=payment.tender,
        received_on=payment.received_on,
        reference=payment.reference,
        reason=request.reason,
        origin=payment.origin or Origin(payment.patient.patient_id, payment.id, payment.source),
    )


def _recorded(payment: Payment, request: TransferRequest, received: Payment, at: datetime) -> CreditTransfer:
    return CreditTransfer(
        id=request.id,
        patient=payment.patient,
        payment_id=payment.id,
        to_patient_id=request.to.patient_id,
        to_payment_id=received.id,
        amount=received.amount,
        currency=payment.currency,
        reason=request.reason,
        request_hash=request.hash,
        transferred_at=at,
        transferred_by=request.actor,
    )
