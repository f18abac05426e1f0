"""Refunds outside Stripe: only for what no card can take back, done at once, and never for goodwill."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import IdempotencyKeyReused, InsufficientCredit, NotAllowed
from chalicelib.credit.payment import Payment, Source, Tender
from chalicelib.credit.records import OutsideRefund, Refund, RefundStatus
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.payments.activity import activity_of
from chalicelib.services.refunds.refund_payment import RefundRequest
from tests.fakes.examples import ANA, BEN
from tests.fakes.world import Access, World
from tests.services.actions import KIM, apply, assert_consistent, refund, report_refund, withdrawn

CHEQUE = OutsideRefund(Tender.CHEQUE, "Cheque 1042")


def outside(
    access: Access, payment: Payment, amount: int = 2_000, key: str = "key-1", given: OutsideRefund | None = CHEQUE
) -> Refund:
    request = RefundRequest(
        patient=payment.patient,
        payment_id=payment.id,
        amount=amount,
        reason="moved away",
        actor=KIM,
        idempotency_key=key,
        outside=given,
    )
    return access.services.refund_payment(request)


def transferred(world: World, payment: Payment) -> Payment:
    """All of Ana's payment as Ben's."""
    world.services.provision_patient(BEN)
    made = world.services.transfer_credit(
        TransferRequest(
            patient=ANA,
            payment_id=payment.id,
            to=BEN,
            amount=None,
            reason="family",
            actor=KIM,
            idempotency_key=f"to ben {payment.id}",
        )
    )
    found = world.ledger.payment(BEN, made.to_payment_id)
    assert found is not None
    return found


@pytest.mark.parametrize("source", [Source.RECORDED, Source.OPENING_BALANCE])
def test_money_that_no_card_paid_is_given_back_at_once_and_stripe_is_not_asked(world: World, source: Source) -> None:
    made = world.recorded(source=source)
    given = outside(world.open, made)
    assert (given.status, given.settled_at, given.outside, given.next_check_at) == (
        RefundStatus.SUCCEEDED,
        world.clock.now(),
        CHEQUE,
        None,
    )
    assert (world.ledger.credit(ANA).balance, world.now(made).refunded, world.stripe.refunds) == (3_000, 2_000, {})
    assert_consistent(world)


def test_the_activity_names_how_it_was_given_back(world: World) -> None:
    made = world.recorded()
    outside(world.open, made)
    now = world.now(made)
    lines = activity_of(now, world.ledger.entries_of(now), world.ledger.records_of(now))
    assert [(line.kind, line.note) for line in lines] == [
        ("recorded", "Recorded by staff (cash)"),
        ("refunded", "Refunded outside Stripe (cheque)"),
    ]


def test_recorded_money_cannot_go_to_a_card_that_did_not_pay(world: World) -> None:
    with pytest.raises(NotAllowed) as refusal:
        refund(world.open, world.recorded(), 100)
    assert (refusal.value.code, world.stripe.refunds) == ("outside_refund_required", {})


@pytest.mark.parametrize("given", [None, CHEQUE])
def test_goodwill_is_never_refunded_not_even_after_a_transfer(world: World, given: OutsideRefund | None) -> None:
    memo = world.recorded(source=Source.MEMO)
    for payment in (memo, transferred(world, memo)):
        with pytest.raises(NotAllowed) as refusal:
            outside(world.open, payment, 100, given=given)
        assert refusal.value.code == "not_refundable"


def test_a_card_that_takes_refunds_is_refunded_and_not_paid_in_cash(world: World) -> None:
    paid = world.paid()
    with pytest.raises(NotAllowed) as refusal:
        outside(world.open, paid)
    assert refusal.value.code == "refundable_to_card" and world.now(paid).refunded == 0


@pytest.mark.parametrize(("days", "allowed"), [(180, False), (181, True)])
def test_a_card_that_paid_long_ago_may_be_paid_back_outside(world: World, days: int, allowed: bool) -> None:
    paid = world.paid()
    world.clock.pass_time(timedelta(days=days))
    if allowed:
        assert outside(world.open, paid).status is RefundStatus.SUCCEEDED
    else:
        with pytest.raises(NotAllowed):
            outside(world.open, paid)


def test_after_a_refund_to_the_card_failed_the_money_may_be_given_back_outside(world: World) -> None:
    paid = world.paid()
    failed = refund(world.open, paid, 2_000)
    report_refund(world.open, world.stripe.refund_becomes(failed.id, RefundStatus.FAILED, "lost_or_stolen_card"))
    assert outside(world.open, paid, key="key-2").status is RefundStatus.SUCCEEDED
    assert (world.ledger.credit(ANA).balance, world.now(paid).refunded) == (3_000, 2_000)
    assert_consistent(world)


def test_no_more_than_is_unapplied_is_given_back(world: World) -> None:
    made = world.recorded()
    apply(world.open, made, 4_000)
    with pytest.raises(InsufficientCredit):
        outside(world.open, made, 1_001)
    assert outside(world.open, made, 1_000).amount == 1_000


def test_nothing_is_given_back_while_the_patient_owes_for_another_payment(world: World) -> None:
    spent, recorded = world.paid(), world.recorded()
    apply(world.open, spent, 5_000)
    withdrawn(world.open, spent)
    assert world.ledger.credit(ANA).balance == 0
    with pytest.raises(InsufficientCredit):
        outside(world.open, recorded, 1)


def test_a_repeated_request_gives_back_once(world: World) -> None:
    made = world.recorded()
    assert outside(world.open, made) == outside(world.open, made)
    for given in (None, OutsideRefund(Tender.CASH), OutsideRefund(Tender.CHEQUE, "Cheque 1043")):
        with pytest.raises(IdempotencyKeyReused):
            outside(world.open, made, given=given)
    assert world.ledger.credit(ANA).balance == 3_000


def test_a_refund_of_transferred_credit_reaches_the_card_that_paid(world: World) -> None:
    paid = world.paid()
    new = transferred(world, paid)
    made = refund(world.open, new, 2_000)
    (report,) = world.stripe.refunds.values()
    assert made.status is RefundStatus.SUCCEEDED
    assert (report.payment_intent_id, report.amount) == (paid.payment_intent_id, 2_000)
    assert [world.ledger.credit(each).balance for each in (ANA, BEN)] == [0, 3_000]
    for patient in (ANA, BEN):
        assert_consistent(world, patient)


def test_transferred_cash_is_given_back_outside(world: World) -> None:
    assert outside(world.open, transferred(world, world.recorded())).amount == 2_000
