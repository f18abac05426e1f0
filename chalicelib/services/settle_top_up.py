"""Asking Stripe, not the browser, what became of a top-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.credit.errors import NotFound
from chalicelib.services.settle_payment import Books, settle_payment
from chalicelib.services.stop_card_testing import stop_card_testing

if TYPE_CHECKING:
    from chalicelib.credit.identity import PatientKey
    from chalicelib.credit.payment import Payment
    from chalicelib.services.ports import Payments


def settle_top_up(patient: PatientKey, payment_id: str, *, books: Books, payments: Callable[[], Payments]) -> Payment:
    """Settles the patient's top-up by what Stripe says of it now. Raises NotFound when it isn't the patient's.

    `payments` is asked for only when there is something to ask: a settled top-up answers without Stripe.
    """
    payment = books.ledger.payment(patient, payment_id)
    if payment is None:
        raise NotFound("top-up")
    if payment.payment_intent_id is None or not (payment.is_open or payment.card is None):
        return payment
    outcome = payments().outcome(payment.payment_intent_id)
    settled = settle_payment(outcome, books, report_id=f"asked_{payment.id}")
    return stop_card_testing(settled, books, payments)
