"""Settling a payment: the one way in which money becomes credit, for webhook, `/settle` and sweep alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from chalicelib.credit.dispute import DisputeReport
from chalicelib.credit.errors import NotFound
from chalicelib.credit.payment_report import PaymentReport
from chalicelib.credit.refund import RefundReport
from chalicelib.credit.settle import PostEntries, Quarantine, Save, settle
from chalicelib.services.rate_limiter import RateLimiter
from chalicelib.services.retry import retry_on_conflict

if TYPE_CHECKING:
    from chalicelib.credit.payment import Payment
    from chalicelib.services.ports import Clock, Ledger, Metrics, RateLimitStore

Report = PaymentReport | RefundReport | DisputeReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What settling needs. `livemode` says which of Stripe's two worlds this deployment lives in.

    Without `attempts`, declines are counted on the payment alone.
    """

    ledger: Ledger
    clock: Clock
    counters: Metrics
    livemode: bool
    attempts: RateLimitStore | None = None

    def watch(self, payment: Payment) -> RateLimiter | None:
        """Who counts for the payment's clinic and for the address that it was started from."""
        if self.attempts is None:
            return None
        return RateLimiter(
            attempts=self.attempts,
            counters=self.counters,
            clock=self.clock,
            clinic_id=payment.patient.clinic_id,
            address=payment.address,
        )


def quarantine(report_id: str, report: Report, mismatches: tuple[str, ...], books: Books) -> None:
    """Keeps a report that contradicts our own row, and has the operator told."""
    facts = {**asdict(report), "mismatches": " ".join(mismatches)}
    books.ledger.quarantine(report_id, report.pointer, facts, books.clock.now())
    books.counters.count("ReportsParked")


def settle_payment(outcome: PaymentReport, books: Books, *, report_id: str) -> Payment:
    """Makes durable what `outcome` means and answers the payment as it is then. Safe to repeat, in any order.

    `report_id` names the report (Stripe's event id) under which it is parked when it contradicts our own row.
    Raises NotFound when our row isn't there (yet): nothing was lost, the report must come again.
    """
    return retry_on_conflict(lambda: _settle(outcome, books, report_id), books.clock)


def _settle(outcome: PaymentReport, books: Books, report_id: str) -> Payment:
    pointer = outcome.pointer
    payment, credit = books.ledger.payment_with_credit(pointer.patient, pointer.payment_id)
    if payment is None:
        raise NotFound("payment")
    now = books.clock.now()
    match settle(payment, credit, outcome, livemode=books.livemode, at=now):
        case PostEntries(posting):
            books.ledger.commit(posting)
            books.counters.count("PaymentsSettled")
            return posting.payments[0]
        case Save(changed):
            books.ledger.save(changed)
            if changed.declines > payment.declines:
                _declined(changed, books)
            return changed
        case Quarantine(mismatches):
            quarantine(report_id, outcome, mismatches, books)
    return payment


def _declined(payment: Payment, books: Books) -> None:
    books.counters.count("CardsDeclined")
    watch = books.watch(payment)
    if watch:
        watch.count_decline()
