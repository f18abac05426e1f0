"""Requesting a reserved refund from Stripe."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import RefusedByStripe, StripeFailed, Unavailable
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Refund
from chalicelib.credit.refund import release_refund, with_consequences
from chalicelib.credit.schedule import ASK_WITHIN, GIVE_UP_AFTER
from chalicelib.credit.stripe_report import RefundReport
from chalicelib.services.ports import Clock, Refunds
from chalicelib.services.refunds.record_refund import RecordRefund, RefundLedger
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
        except RefusedByStripe as refusal:
            return self._refused_or_made(payment, refund, refusal)
        if report is None:
            return self._release(refund, "never_reached_stripe")
        return self.record_refund(report, report_id=f"asked_{refund.id}") or refund

    def _report(self, payment: Payment, refund: Refund) -> RefundReport | None:
        """Stripe's report now: a repeated request would return what was true the first time."""
        age = self.clock.now() - refund.requested_at
        if not refund.stripe_refund_id and age < ASK_WITHIN:
            return (refund.attempt and self.stripe.find_refund(payment, refund)) or self._ask(payment, refund)
        found = self.stripe.find_refund(payment, refund)
        if found is None and age < GIVE_UP_AFTER:
            raise Unavailable("Stripe has no such refund, and may be making it still.")
        return found

    def _ask(self, payment: Payment, refund: Refund) -> RefundReport:
        """After a 5xx that Stripe keeps under its key for a day, the next request looks first and has another key.

        After another 5xx the key stays: a request under it, still in flight, could make the refund.
        """
        try:
            return self.stripe.refund(payment, refund)
        except StripeFailed as failure:
            if failure.is_kept:
                self._save(refund, attempt=refund.attempt + 1)
            raise

    def _refused_or_made(self, payment: Payment, refund: Refund, refusal: RefusedByStripe) -> Refund:
        """Stripe also refuses what it already made: only a refund that it does not have is released.

        Where the transfer may be the reason, it is asked once more without it; the position's mover does the rest.
        """
        found = self.stripe.find_refund(payment, refund)
        if found:
            return self.record_refund(found, report_id=f"asked_{refund.id}") or refund
        if payment.account_id and refund.reverse_transfer:
            return self(payment, self._save(refund, attempt=refund.attempt + 1, reverse_transfer=False))
        return self._release(refund, refusal.reason or "refused_by_stripe")

    def _save(self, refund: Refund, **changes: object) -> Refund:
        """Raises Conflict when another process has gone on with the refund."""
        again = refund.changed(**changes)
        self.ledger.save_record(again)
        return again

    def _release(self, refund: Refund, why: str) -> Refund:
        def attempt() -> Refund:
            payment, credit = self.ledger.payment_with_credit(refund.patient, refund.payment_id)
            records = self.ledger.records_of(payment) if payment else ()
            known = next((each for each in records if isinstance(each, Refund) and each.id == refund.id), refund)
            if payment is None or known.settled_at or known.stripe_refund_id:
                return known
            now = self.clock.now()
            posting = with_consequences(release_refund(credit, payment, known, now, None, why), records, now)
            self.record_refund.count_failed(*posting.records)
            self.ledger.commit(posting)
            return next(each for each in posting.records if isinstance(each, Refund) and each.id == refund.id)

        return retry_on_conflict(attempt, self.clock)
