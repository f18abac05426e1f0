"""Money that goes back, at Stripe: each refund and each move is made once, whatever Stripe or a line forgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import Actor
from chalicelib.credit.payment import Payment
from chalicelib.credit.position import Move, next_move
from chalicelib.credit.records import Refund, RefundStatus
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


def wanted(bench: Bench, paid: Payment, amount: int, attempts: int = 0) -> Move | None:
    """The next move that leaves the clinic's account with `amount`."""
    return next_move(paid, amount, attempts, bench.payments.holdings(paid))


def test_holdings_are_what_the_charge_transferred(bench: Bench, paid: Payment) -> None:
    found = bench.payments.holdings(paid)
    assert (found.held, found.original_left, found.refunded, len(found.transfers)) == (5_000, 5_000, 0, 1)


def test_a_refund_takes_its_part_of_the_transfer_only_when_asked_to(bench: Bench, paid: Payment) -> None:
    bench.payments.refund(paid, refund_of(paid))
    keeps = replace(refund_of(paid, 1_000), id=f"ref_2_of_{paid.id}", reverse_transfer=False)
    bench.payments.refund(paid, keeps)
    found = bench.payments.holdings(paid)
    assert (found.held, found.refunded) == (3_000, 3_000)
    assert {made.amount for made in bench.payments.refunds_of(paid)} == {1_000, 2_000}


def test_the_same_state_moves_once(bench: Bench, paid: Payment) -> None:
    move = wanted(bench, paid, 3_000)
    assert move is not None
    bench.payments.move(paid, move)
    bench.payments.move(paid, move)
    assert bench.payments.holdings(paid).held == 3_000 and wanted(bench, paid, 3_000) is None


def test_money_is_returned_by_a_transfer_and_taken_from_the_newest_first(bench: Bench, paid: Payment) -> None:
    for amount in (0, 4_000, 1_000, 5_000):
        while move := wanted(bench, paid, amount):
            bench.payments.move(paid, move)
        assert bench.payments.holdings(paid).held == amount
    found = bench.payments.holdings(paid)
    assert [transfer.left for transfer in found.transfers] == [0, 1_000, 4_000]


@pytest.mark.parametrize("when", When)
def test_a_move_whose_answer_was_lost_is_made_once(bench: Bench, paid: Payment, when: When) -> None:
    move = wanted(bench, paid, 1_000)
    assert move is not None
    bench.lose(when)
    with pytest.raises(Unavailable):
        bench.payments.move(paid, move)
    again = wanted(bench, paid, 1_000)
    assert (again is None) == (when is When.AFTER)
    if again:
        bench.payments.move(paid, again)
    assert bench.payments.holdings(paid).held == 1_000


def test_an_unknown_dispute_is_none(bench: Bench) -> None:
    assert bench.payments.dispute("du_unknown") is None
