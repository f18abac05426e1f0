"""Requesting a reserved refund from Stripe."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import NotAllowed, Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Refund
from chalicelib.credit.refund import release_refund
from chalicelib.credit.schedule import ASK_WITHIN, GIVE_UP_AFTER
from chalicelib.credit.stripe_report import RefundReport
from chalicelib.services.ports import Clock, Refunds
from chalicelib.services.record_refund import RecordRefund, RefundLedger
from chalicelib.services.retry import retry_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRefund:
    ledger: RefundLedger
    stripe: Refunds
    record_refund: RecordRefund
    clock: Clock

    def __call__(self, payment: Payment, refund: Refund) -> Refund:
        """Request a reserved refund and settle it by Stripe's report; release it when Stripe refuses for good.

        After 23 hours it only looks whether Stripe made it. Raises Unavailable.
        """
        try:
            report = self._report(payment, refund)
        except NotAllowed:
            return self._refused_or_made(payment, refund)
        if report is None:
            return self._release(refund, "never reached Stripe")
        return self.record_refund(report, report_id=f"asked_{refund.id}") or refund

    def _report(self, payment: Payment, refund: Refund) -> RefundReport | None:
        """Stripe's report now: a repeated request would return what was true the first time."""
        age = self.clock.now() - refund.requested_at
        if not refund.stripe_refund_id and age < ASK_WITHIN:
            return self.stripe.refund(payment, refund)
        found = self.stripe.find_refund(payment, refund)
        if found is None and age < GIVE_UP_AFTER:
            raise Unavailable("Stripe has no such refund, and may be making it still.")
        return found

    def _refused_or_made(self, payment: Payment, refund: Refund) -> Refund:
        """Stripe also refuses what it already made: only a refund that it does not have is released."""
        found = self.stripe.find_refund(payment, refund)
        if found is None:
            return self._release(refund, "refused by Stripe")
        return self.record_refund(found, report_id=f"asked_{refund.id}") or refund

    def _release(self, refund: Refund, why: str) -> Refund:
        def attempt() -> Refund:
            known = self.ledger.record(refund.patient, refund.payment_id, refund.id)
            payment, credit = self.ledger.payment_with_credit(refund.patient, refund.payment_id)
            if not isinstance(known, Refund) or payment is None or known.settled_at or known.stripe_refund_id:
                return known if isinstance(known, Refund) else refund
            posting = release_refund(credit, payment, known, self.clock.now(), None, why)
            self.ledger.commit(posting)
            return next(record for record in posting.records if isinstance(record, Refund))

        return retry_on_conflict(attempt, self.clock)
