"""Ten faults that users of similar products reported in public, each as a promise that this one keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.payment import Source, Tender
from chalicelib.credit.recording import as_recorded
from chalicelib.credit.records import OutsideRefund, RefundStatus
from chalicelib.services.ports import PageRequest, PaymentScope
from tests.fakes.examples import ANA, BEN
from tests.fakes.world import World
from tests.services.actions import apply, apply_oldest, assert_consistent, refund, report_refund, unapply
from tests.services.test_outside_refunds import outside
from tests.services.test_transfer_credit import received, transfer
from tests.services.test_void_payment import void


def balance(world: World) -> int:
    assert_consistent(world)
    return world.ledger.credit(ANA).balance


def test_a_wallet_that_pays_its_own_top_up(world: World) -> None:
    """Credit that goes round never becomes more than what cards and staff brought in."""
    world.services.provision_patient(BEN)
    payment = world.paid()
    for number in range(4):
        to = BEN if payment.patient == ANA else ANA
        unapply(world.open, apply(world.open, payment, 5_000, key=f"round {number}"))
        payment = received(world, transfer(world.open, payment, to=to, key=f"round {number}"))
    assert world.ledger.credit(ANA).balance + world.ledger.credit(BEN).balance == 5_000
    assert balance(world) == 5_000


def test_a_retry_that_deducts_twice(world: World) -> None:
    paid = world.paid()
    assert len({apply(world.open, paid, 2_000) for _ in range(3)}) == 1
    assert len({apply_oldest(world.open, 1_000, key="oldest") for _ in range(3)}) == 1
    assert balance(world) == 2_000


def test_a_refund_that_does_not_return_the_wallet(world: World) -> None:
    made = refund(world.open, world.paid(), 2_000)
    for _ in range(2):
        report_refund(world.open, world.stripe.refund_becomes(made.id, RefundStatus.FAILED, "expired_card"))
    assert balance(world) == 5_000


def test_an_expired_looking_credit_still_spent(world: World) -> None:
    """Paid credit never expires: after ten years it is all there, and spent once."""
    paid = world.paid()
    world.clock.pass_time(timedelta(days=3_653))
    world.open.services.sweep()
    assert balance(world) == 5_000
    apply(world.open, paid, 5_000)
    with pytest.raises(NotAllowed):
        apply(world.open, paid, 1, key="again")
    assert balance(world) == 0


def test_a_granted_and_a_paid_amount_that_double(world: World) -> None:
    paid, granted = world.paid(), world.recorded(source=Source.MEMO)
    assert balance(world) == 10_000
    assert refund(world.open, paid, 5_000).amount == 5_000
    with pytest.raises(NotAllowed):
        refund(world.open, granted, 1)
    assert balance(world) == granted.amount


def test_a_prepayment_at_the_terminal_that_is_not_recorded(world: World) -> None:
    made = world.recorded(tender=Tender.TERMINAL)
    (listed,) = world.ledger.payments(ANA, PageRequest(), PaymentScope.PAID).items
    assert as_recorded(listed) == made and made.tender is Tender.TERMINAL
    assert balance(world) == 5_000


def test_a_deposit_refund_that_leaves_the_deposit(world: World) -> None:
    deposit = world.recorded(tender=Tender.CASH)
    outside(world.open, deposit, 5_000, given=OutsideRefund(Tender.CASH))
    assert (balance(world), world.now(deposit).unapplied) == (0, 0)


def test_an_advance_that_cannot_be_seen_when_charging(world: World) -> None:
    advance, memo = world.recorded(), world.recorded(source=Source.MEMO, amount=1_000)
    offered = world.ledger.oldest_unapplied(ANA, PageRequest()).items
    assert {payment.id for payment in offered} == {advance.id, memo.id}
    apply_oldest(world.open, 6_000)
    assert balance(world) == 0


def test_a_void_that_leaves_the_application(world: World) -> None:
    made = world.recorded()
    applied = apply(world.open, made, 2_000)
    with pytest.raises(NotAllowed):
        void(world.open, made)
    unapply(world.open, applied)
    void(world.open, made)
    with pytest.raises(NotAllowed):
        apply(world.open, made, 1, key="after the void")
    assert balance(world) == 0


def test_a_partial_payment_that_locks_the_rest(world: World) -> None:
    paid = world.paid()
    for number in range(5):
        apply(world.open, paid, 900, key=f"part {number}", invoice_id=f"inv_{number}")
    assert refund(world.open, paid, 500).amount == 500
    assert balance(world) == 0
