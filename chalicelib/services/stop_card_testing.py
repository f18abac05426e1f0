"""Stopping who tests cards: a top-up is for one card that works, not for finding out which of many does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.credit.rate_limits import DECLINES_PER_TOP_UP
from chalicelib.services.settle_payment import Books, settle_payment

if TYPE_CHECKING:
    from chalicelib.credit.payment import Payment
    from chalicelib.services.ports import Payments


def stop_card_testing(payment: Payment, books: Books, payments: Callable[[], Payments]) -> Payment:
    """Cancels an open top-up on which too many cards were declined; on the first decline, where cards are being tested.

    Answers the payment as it is then. Costs nothing unless a card was declined. Raises Unavailable.
    """
    intent = payment.payment_intent_id
    if not payment.declines or not payment.is_open or intent is None:
        return payment
    watch = books.watch(payment)
    if payment.declines < DECLINES_PER_TOP_UP and not (watch and watch.is_card_testing()):
        return payment
    books.counters.count("CardTestingStopped")
    return settle_payment(payments().cancel(intent), books, report_id=f"stopped_{payment.id}")
