"""Refunding a payment: reserved before Stripe is asked, settled by Stripe's report, released when it fails."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import IdempotencyKeyReused, NotFound, Unavailable
from chalicelib.credit.identity import Actor, PatientKey, derived_id, request_hash
from chalicelib.credit.merge import require_owner
from chalicelib.credit.outside_refund import given_back, require_refundable
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.credit.records import OutsideRefund, Refund
from chalicelib.credit.refund import reserve
from chalicelib.credit.schedule import FIRST_CHECK_AFTER
from chalicelib.services.ports import Clock
from chalicelib.services.refunds.record_refund import RefundLedger
from chalicelib.services.refunds.request_refund import RequestRefund
from chalicelib.services.retry import retry_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """A staff request: `amount` (minor units) of one payment, and the reason in their words."""

    patient: PatientKey
    payment_id: str
    amount: int
    reason: str
    actor: Actor
    idempotency_key: str
    outside: OutsideRefund | None = None

    @property
    def refund_id(self) -> str:
        ids = (self.patient.clinic_id, self.patient.patient_id, self.payment_id)
        return derived_id("ref", *ids, self.idempotency_key)

    @property
    def hash(self) -> str:
        outside = (self.outside.tender, self.outside.reference) if self.outside else ()
        return request_hash(self.amount, self.reason, *outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPayment:
    ledger: RefundLedger
    request_refund: RequestRefund
    clock: Clock

    def __call__(self, request: RefundRequest) -> Refund:
        """Refund unapplied credit to the card that paid, or record that it was given back outside Stripe.

        A repeated request resumes, or returns the first response. Raises NotFound, NotAllowed (disputed, or not to be
        refunded this way), InsufficientCredit, IdempotencyKeyReused. If Stripe is unavailable, the refund is pending
        and the sweep goes on with it.
        """
        refund, payment = retry_on_conflict(lambda: self._reserve(request), self.clock)
        if refund.request_hash != request.hash:
            raise IdempotencyKeyReused
        if refund.stripe_refund_id or refund.settled_at:
            return refund.original_response
        try:
            return self.request_refund(payment, refund).original_response
        except Unavailable:
            return retry_on_conflict(lambda: self._respond_pending(refund), self.clock)

    def _respond_pending(self, refund: Refund) -> Refund:
        """Stripe is unavailable and the sweep goes on: pending is the response, whatever the refund becomes."""
        known = self.ledger.record(refund.patient, refund.payment_id, refund.id)
        assert isinstance(known, Refund), "it was reserved"
        if known.first_response is None:
            known = known.changed().record_response
            self.ledger.save_record(known)
        return known.original_response

    def _reserve(self, request: RefundRequest) -> tuple[Refund, Payment]:
        payment, credit = self.ledger.payment_with_credit(request.patient, request.payment_id)
        if payment is None or payment.status is not PaymentStatus.SUCCEEDED:
            raise NotFound("payment")
        records = self.ledger.records_of(payment)  # After the credit.
        known = next((each for each in records if isinstance(each, Refund) and each.id == request.refund_id), None)
        if known:
            return known, payment
        require_owner(request.patient, payment)
        now = self.clock.now()
        require_refundable(payment, request.outside, records, now)
        refund = Refund(
            id=request.refund_id,
            patient=request.patient,
            payment_id=payment.id,
            amount=request.amount,
            currency=payment.currency,
            reason=request.reason,
            request_hash=request.hash,
            requested_at=now,
            requested_by=request.actor,
            next_check_at=now + FIRST_CHECK_AFTER,
        )
        posting = reserve(credit, payment, given_back(refund, request.outside), records)
        self.ledger.commit(posting)
        return next(each for each in posting.records if isinstance(each, Refund)), posting.payments[0]
