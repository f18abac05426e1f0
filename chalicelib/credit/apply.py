"""Applying credit to invoices, and unapplying it. Pure: it decides, others write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.credit.errors import InsufficientCredit, NotAllowed
from chalicelib.credit.identity import SYSTEM, Actor, derived_id
from chalicelib.credit.invoice import Invoice
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
    """How much of a payment can be applied now: nothing while it is held, or the patient's balance is below zero."""
    return min(payment.applicable, credit.balance)


def refundable(credit: PatientCredit, payment: Payment) -> int:
    """How much of a payment can be refunded now, held or not: nothing while the patient's balance is below zero."""
    return min(payment.unapplied, credit.balance)


def is_full(payment: Payment) -> bool:
    """Whether a payment can take no more lines."""
    return len(payment.entry_numbers) >= MOST_LINES


def apply_one(
    credit: PatientCredit, payment: Payment, request: ApplyRequest, invoice: Invoice | None = None
) -> Posting:
    """Apply the whole amount from one payment. `invoice` is the known one, if there is one.

    Raises InsufficientCredit, ExceedsInvoice, and NotAllowed for a void invoice or while the payment is held.
    """
    if invoice:
        invoice.require(request.amount)
    if payment.is_held:
        raise NotAllowed("This payment is on hold. Refund it, or release it first.", code="payment_held")
    if request.amount > spendable(credit, payment):
        raise InsufficientCredit(spendable(credit, payment))
    return _credited(_applied(credit, payment, request, request.amount, invoice), request, invoice)


def apply_oldest_first(
    credit: PatientCredit, payments: Iterable[Payment], request: ApplyRequest, invoice: Invoice | None = None
) -> Posting:
    """Apply the amount across payments in the order given, all or nothing. `invoice` is the known one, if there is one.

    Held payments are left out, and those that can take no more lines. Raises InsufficientCredit, ExceedsInvoice, and
    NotAllowed when the invoice is void, or it would take more payments than fit one transaction or are left.
    """
    if invoice:
        invoice.require(request.amount)
    if request.amount > credit.balance:
        raise InsufficientCredit(credit.balance)
    posting, left, some_full = Posting(credit=credit, payments=(), entries=()), request.amount, False
    for payment in payments:
        if len(posting.payments) == MOST_PAYMENTS:
            raise NotAllowed(
                f"This takes more than {MOST_PAYMENTS} payments at once. Apply {request.amount - left} first, then the"
                " rest.",
                code="too_many_payments",
            )
        part = min(left, payment.applicable)
        if part > 0 and is_full(payment):
            some_full = True
        elif part > 0:
            posting = posting.then(_applied(posting.credit, payment, request, part, invoice))
            left -= part
        if not left:
            return _credited(posting, request, invoice)
    if some_full:
        raise NotAllowed(
            f"The rest of the credit is on payments with too many lines. Apply at most {request.amount - left}.",
            code="too_many_lines",
        )
    raise InsufficientCredit(request.amount - left)


def apply_automatically(
    credit: PatientCredit, payments: Iterable[Payment], invoice: Invoice, key: str, at: datetime
) -> Posting:
    """Apply as much of the patient's credit to the invoice as is left of it, oldest payment first.

    Held payments are left out; at most as many are used as fit one transaction. The posting is empty when there is
    nothing to apply.
    """
    posting, left = Posting(credit=credit, payments=(), entries=()), min(invoice.left, credit.balance)
    for payment in payments:
        if left <= 0 or len(posting.payments) == MOST_PAYMENTS:
            break
        part = min(left, payment.applicable)
        if part > 0 and not is_full(payment):
            request = ApplyRequest(invoice_id=invoice.id, amount=part, actor=SYSTEM, at=at, key=key, hash="")
            posting = posting.then(_applied(posting.credit, payment, request, part, invoice))
            left -= part
    return posting


def unapply(
    credit: PatientCredit,
    payment: Payment,
    application: Application,
    actor: Actor,
    at: datetime,
    invoice: Invoice | None = None,
) -> Posting:
    """Give the application's credit back to its payment, and to `invoice`, if it is known; both lines stay."""
    after = payment.changed(applied=payment.applied - application.amount)
    posting = _returned(credit, payment, after, application, actor, at).recording(application.unapplied(actor, at))
    if invoice and (payment.id, application.id) in invoice.applications:
        invoice = invoice.give_back(application.amount)
    elif invoice:  # A merge has not counted this application yet.
        invoice = invoice.changed()
    return posting.with_invoice(invoice, application.invoice_id)


def give_back(
    credit: PatientCredit, invoice: Invoice, found: Iterable[tuple[Payment, Application]], at: datetime
) -> tuple[Posting, int]:
    """Give back what is applied beyond the invoice's amount, in the order given (newest first), and how much it was.

    At most as many applications as fit one transaction.
    """
    posting, excess = Posting(credit=credit, payments=(), entries=()), invoice.excess
    for payment, application in found:
        if not excess or len(posting.records) == MOST_PAYMENTS:
            break
        part = min(excess, application.amount)
        before = next((moved for moved in posting.payments if moved.id == payment.id), payment)
        after = replace(before, applied=before.applied - part, version=payment.version + 1)
        line = _returned(posting.credit, before, after, application, SYSTEM, at)
        rest = application.returning(part) if part < application.amount else application.unapplied(SYSTEM, at)
        posting = posting.then(line.recording(rest))
        excess -= part
    return posting, invoice.excess - excess


def _returned(
    credit: PatientCredit, before: Payment, after: Payment, application: Application, actor: Actor, at: datetime
) -> Posting:
    return post(
        credit,
        before,
        after,
        kind=EntryKind.UNAPPLIED,
        actor=actor,
        at=at,
        reference=application.invoice_id,
        number=application.invoice_number,
    )


def _credited(posting: Posting, request: ApplyRequest, invoice: Invoice | None) -> Posting:
    made = (record for record in posting.records if isinstance(record, Application))
    return posting.with_invoice(invoice.credit_with(made) if invoice else None, request.invoice_id)


def _applied(
    credit: PatientCredit, payment: Payment, request: ApplyRequest, amount: int, invoice: Invoice | None
) -> Posting:
    number = invoice.number if invoice else None
    if is_full(payment):
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
        invoice_number=number,
    )
    posting = post(
        credit,
        payment,
        after,
        kind=EntryKind.APPLIED,
        actor=request.actor,
        at=request.at,
        reference=request.invoice_id,
        number=number,
    )
    return posting.recording(application)
