"""Money that goes back, at Stripe: each refund, reversal and return is made once, whatever Stripe or a line forgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import Actor
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, DisputeStatus, Refund, RefundStatus
from tests.contracts.ports.stripe_benches import Bench, charged
from tests.fakes.faults import When


@pytest.fixture
def paid(bench: Bench, fresh: Payment) -> Payment:
    """50 dollars, paid by card and transferred to the clinic's account."""
    return charged(bench, fresh)


def refund_of(paid: Payment, amount: int = 2_000) -> Refund:
    return Refund(
        id=f"ref_of_{paid.id}",
        patient=paid.patient,
        payment_id=paid.id,
        amount=amount,
        currency=paid.currency,
        reason="Moved away",
        request_hash="0" * 32,
        requested_at=paid.created_at + timedelta(hours=1),
        requested_by=Actor("staff", "usr_sam"),
    )


def dispute_of(paid: Payment, amount: int = 2_000) -> Dispute:
    """A dispute of a part of the payment, whose money Stripe took."""
    return Dispute(
        id=f"du_of_{paid.id}",
        patient=paid.patient,
        payment_id=paid.id,
        amount=amount,
        currency=paid.currency,
        reason="general",
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=paid.created_at,
        withdrawn_at=paid.created_at,
    )


def test_a_repeated_refund_request_makes_one_refund(bench: Bench, paid: Payment) -> None:
    refund = refund_of(paid)
    first = bench.payments.refund(paid, refund)
    assert bench.payments.refund(paid, refund) == first
    assert (first.refund_id, first.amount, first.status) == (refund.id, 2_000, RefundStatus.SUCCEEDED)
    assert first.payment_intent_id == paid.payment_intent_id and bench.refunded(paid) == 2_000


@pytest.mark.parametrize("when", When)
def test_a_refund_with_a_lost_response_is_found(bench: Bench, paid: Payment, when: When) -> None:
    refund = refund_of(paid)
    bench.lose(when)
    with pytest.raises(Unavailable):
        bench.payments.refund(paid, refund)
    found = bench.payments.find_refund(paid, refund)
    assert (found is None) == (when is When.BEFORE)
    assert bench.payments.refund(paid, refund).amount == bench.refunded(paid) == 2_000


def test_a_dispute_reverses_once_after_the_key_expired(bench: Bench, paid: Payment) -> None:
    dispute = dispute_of(paid)
    bench.payments.reverse_transfer(paid, dispute)
    bench.forget_keys()
    bench.payments.reverse_transfer(paid, dispute)
    bench.payments.reverse_transfer(paid, replace(dispute, refusals=1))
    assert bench.taken_back(paid, dispute) == 2_000


def test_a_won_dispute_returns_once_after_the_key_expired(bench: Bench, paid: Payment) -> None:
    dispute = dispute_of(paid)
    bench.payments.return_transfer(paid, dispute)
    assert bench.returned(dispute) == 0, "nothing was taken yet"
    bench.payments.reverse_transfer(paid, dispute)
    bench.payments.return_transfer(paid, dispute)
    bench.forget_keys()
    bench.payments.return_transfer(paid, dispute)
    assert bench.returned(dispute) == 2_000


def test_two_disputes_of_a_payment_are_each_taken_back(bench: Bench, paid: Payment) -> None:
    first, second = dispute_of(paid), replace(dispute_of(paid, 1_500), id=f"du_2_of_{paid.id}")
    for dispute in (first, second, first):
        bench.payments.reverse_transfer(paid, dispute)
    assert (bench.taken_back(paid, first), bench.taken_back(paid, second)) == (2_000, 1_500)
