"""The sweep: with every webhook lost, every payment still settles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.outcome import Outcome, OutcomeKind
from chalicelib.credit.payment import Payment, PaymentStatus
from chalicelib.services.issue_receipt import ReceiptDesk, issue_receipt, needs_receipt
from chalicelib.services.settle_payment import settle_payment

MOST_AT_ONCE = 200
GIVE_UP_AFTER = timedelta(hours=24)
SHORTEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did, by word: settled, waiting, canceled, receipt, failed."""

    counts: Counter[str]

    @property
    def failed(self) -> int:
        return self.counts["failed"]


def sweep(desk: ReceiptDesk, *, limit: int = MOST_AT_ONCE) -> SweepReport:
    """Looks after at most `limit` payments that are due: settles, cancels at 24 h, issues missing receipts.

    One payment's fault is counted and leaves the others alone; it is due again at the next sweep.
    """
    counts: Counter[str] = Counter()
    for patient, payment_id in desk.books.ledger.due(desk.books.clock.now(), limit):
        try:
            counts[_look_after(patient, payment_id, desk)] += 1
        except CreditError:
            counts["failed"] += 1
    for word, count in counts.items():
        desk.books.counters.count(f"Sweep{word.capitalize()}", count)
    return SweepReport(counts)


def _look_after(patient: PatientKey, payment_id: str, desk: ReceiptDesk) -> str:
    payment = desk.books.ledger.payment(patient, payment_id)
    if payment is None:
        return "gone"
    if payment.is_open:
        payment = _ask(payment, desk)
    if payment.is_open:
        return _later(payment, desk)
    if needs_receipt(payment):
        issue_receipt(payment, desk)
        return "receipt"
    return _closed(payment, desk)


def _ask(payment: Payment, desk: ReceiptDesk) -> Payment:
    """Asks Stripe, gives up at 24 h, and settles by the answer."""
    outcome = _outcome(payment, desk)
    too_old = _is_too_old(payment, desk.books.clock.now())
    if outcome is None:
        return _never_started(payment, desk) if too_old else payment
    if too_old and outcome.kind in (OutcomeKind.WAITING, OutcomeKind.FAILED):
        outcome = desk.payments.cancel(outcome.payment_intent_id)
    return settle_payment(outcome, desk.books, report_id=f"asked_{payment.id}")


def _outcome(payment: Payment, desk: ReceiptDesk) -> Outcome | None:
    if payment.payment_intent_id:
        return desk.payments.outcome(payment.payment_intent_id)
    customer_id = desk.books.ledger.credit(payment.patient).customer_id
    return desk.payments.find(payment, customer_id) if customer_id else None


def _never_started(payment: Payment, desk: ReceiptDesk) -> Payment:
    closed = payment.changed(status=PaymentStatus.CANCELED)
    desk.books.ledger.save(closed)
    return closed


def _later(payment: Payment, desk: ReceiptDesk) -> str:
    """Asks again when the top-up is half as old again, and at 24 h: some fifteen questions in its life."""
    now = desk.books.clock.now()
    wait = max(SHORTEST_WAIT, (now - payment.created_at) / 2)
    due = min(now + wait, max(payment.created_at + GIVE_UP_AFTER, now + SHORTEST_WAIT))
    desk.books.ledger.save(payment.changed(next_check_at=due))
    return "waiting"


def _closed(payment: Payment, desk: ReceiptDesk) -> str:
    if payment.next_check_at:
        desk.books.ledger.save(payment.changed(next_check_at=None))
    return payment.status


def _is_too_old(payment: Payment, now: datetime) -> bool:
    return now - payment.created_at >= GIVE_UP_AFTER
