"""Applying credit to an invoice: from one payment, or across payments, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.credit.apply import MOST_PAYMENTS, ApplyRequest, apply_oldest_first, apply_one
from chalicelib.credit.errors import Conflict, IdempotencyKeyReused, NotAllowed, NotFound
from chalicelib.credit.identity import PatientKey, derived_id
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import Application, IdempotencyRecord
from chalicelib.services.ports import Clock, Ledger, PageRequest
from chalicelib.services.retry import retry_on_conflict

if TYPE_CHECKING:
    from chalicelib.credit.ledger import PatientCredit, Posting


def apply_credit(
    patient: PatientKey, payment_id: str, request: ApplyRequest, *, ledger: Ledger, clock: Clock
) -> Application:
    """Applies the amount from one payment. Repeating the request changes nothing and answers the same.

    Raises NotFound, InsufficientCredit, and IdempotencyKeyReused for the same key with another body.
    """
    application_id = derived_id("app", request.key, payment_id)

    def attempt() -> Application:
        payment, credit = ledger.payment_with_credit(patient, payment_id)
        made = ledger.record(patient, payment_id, application_id)  # After the credit: a twin's leaves it, too.
        if isinstance(made, Application):
            return _same_request(made, request)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        posting = apply_one(credit, payment, request)
        ledger.commit(posting)
        return next(record for record in posting.records if isinstance(record, Application))

    return retry_on_conflict(attempt, clock)


def _same_request(made: Application, request: ApplyRequest) -> Application:
    """The application as it was made, so that a repeated request is answered the same even after an unapply."""
    if made.request_hash != request.hash:
        raise IdempotencyKeyReused
    return replace(made, unapplied_at=None, unapplied_by=None)


def apply_across_payments(
    patient: PatientKey, request: ApplyRequest, *, ledger: Ledger, clock: Clock
) -> tuple[Application, ...]:
    """Applies the amount oldest payment first, all or nothing. Repeating it changes nothing and answers the same.

    Raises NotFound for a patient who never paid in, InsufficientCredit, NotAllowed, IdempotencyKeyReused.
    """

    def attempt() -> tuple[Application, ...]:
        credit = ledger.credit(patient)
        kept = ledger.request(patient, request.key)
        if kept:
            return _made(kept, request, ledger)
        if not credit.known:
            raise NotFound("patient")
        posting = _posting(credit, request, ledger)
        made = tuple(record for record in posting.records if isinstance(record, Application))
        ids = tuple((application.payment_id, application.id) for application in made)
        ledger.commit(
            posting.requested(
                IdempotencyRecord(id=request.key, patient=patient, request_hash=request.hash, applications=ids)
            )
        )
        return made

    return retry_on_conflict(attempt, clock)


def _posting(credit: PatientCredit, request: ApplyRequest, ledger: Ledger) -> Posting:
    """Raises Conflict, too, rather than refuse what somebody changed while the payments were read."""
    try:
        return apply_oldest_first(credit, oldest_first(credit.patient, ledger), request)
    except NotAllowed:
        if ledger.credit(credit.patient).seq != credit.seq:
            raise Conflict from None
        raise


def _made(kept: IdempotencyRecord, request: ApplyRequest, ledger: Ledger) -> tuple[Application, ...]:
    if kept.request_hash != request.hash:
        raise IdempotencyKeyReused
    found = (ledger.record(kept.patient, payment_id, record_id) for payment_id, record_id in kept.applications)
    return tuple(_same_request(application, request) for application in found if isinstance(application, Application))


def oldest_first(patient: PatientKey, ledger: Ledger) -> Iterator[Payment]:
    """The patient's unapplied payments by the time they were paid, read as far as they are asked for."""
    after: str | None = None
    while True:
        found = ledger.oldest_unapplied(patient, PageRequest(MOST_PAYMENTS + 1, after))
        yield from found.items
        if found.next_cursor is None:
            return
        after = found.next_cursor
