"""Applying credit to invoices, and unapplying it. Pure: it decides, others write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.errors import InsufficientCredit, NotAllowed
from chalicelib.credit.identity import Actor, derived_id
from chalicelib.credit.ledger import EntryKind, PatientCredit, Posting, post
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application

MOST_LINES = 400
"""A payment's lines are numbered on the payment itself; staff may add so many, Stripe's reports always can."""
MOST_PAYMENTS = 30
"""Three items a payment must fit DynamoDB's 100 in one transaction (API_TransactWriteItems)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRequest:
    """Staff's wish: `amount` (minor units) for one invoice. `key` is the request's own id."""

    invoice_id: str
    amount: int
    actor: Actor
    at: datetime
    key: str
    hash: str


def spendable(credit: PatientCredit, payment: Payment) -> int:
    """How much of a payment can be spent now: nothing of any payment while the patient's balance is below zero."""
    return min(payment.unapplied, credit.balance)


def apply_one(credit: PatientCredit, payment: Payment, request: ApplyRequest) -> Posting:
    """Apply the whole amount from one payment. Raises InsufficientCredit."""
    if request.amount > spendable(credit, payment):
        raise InsufficientCredit(spendable(credit, payment))
    return _applied(credit, payment, request, request.amount)


def apply_oldest_first(credit: PatientCredit, payments: Iterable[Payment], request: ApplyRequest) -> Posting:
    """Apply the amount across payments in the order given, all or nothing.

    Raises InsufficientCredit, and NotAllowed when it would take more payments than fit one transaction.
    """
    if request.amount > credit.balance:
        raise InsufficientCredit(credit.balance)
    posting, left = Posting(credit=credit, payments=(), entries=()), request.amount
    for payment in payments:
        if len(posting.payments) == MOST_PAYMENTS:
            raise NotAllowed(
                f"This takes more than {MOST_PAYMENTS} payments at once. Apply {request.amount - left} first, then the"
                " rest.",
                code="too_many_payments",
            )
        part = min(left, payment.unapplied)
        if part > 0:
            posting = posting.then(_applied(posting.credit, payment, request, part))
            left -= part
        if not left:
            return posting
    raise InsufficientCredit(request.amount - left)


def unapply(credit: PatientCredit, payment: Payment, application: Application, actor: Actor, at: datetime) -> Posting:
    """Give the application's credit back to its payment; both lines stay."""
    after = payment.changed(applied=payment.applied - application.amount)
    posting = post(
        credit, payment, after, kind=EntryKind.UNAPPLIED, actor=actor, at=at, reference=application.invoice_id
    )
    return posting.recording(application.unapplied(actor, at))


def _applied(credit: PatientCredit, payment: Payment, request: ApplyRequest, amount: int) -> Posting:
    if len(payment.entry_numbers) >= MOST_LINES:
        raise NotAllowed("This payment has too many lines. Apply another payment.", code="too_many_lines")
    after = payment.changed(applied=payment.applied + amount)
    application = Application(
        id=derived_id("app", request.key, payment.id),
        patient=payment.patient,
        payment_id=payment.id,
        invoice_id=request.invoice_id,
        amount=amount,
        currency=payment.currency,
        request_hash=request.hash,
        applied_at=request.at,
        applied_by=request.actor,
    )
    posting = post(
        credit,
        payment,
        after,
        kind=EntryKind.APPLIED,
        actor=request.actor,
        at=request.at,
        reference=request.invoice_id,
    )
    return posting.recording(application)
