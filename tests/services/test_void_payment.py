"""Voiding: a recorded mistake is taken back whole, both lines stay, and a voided payment buys nothing."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import CreditError, IdempotencyKeyReused, NotAllowed, NotFound, Unavailable
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment, Source
from chalicelib.services.payments.activity import activity_of
from chalicelib.services.payments.payment_history import PaymentHistory
from chalicelib.services.payments.void_payment import VoidRequest
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import When
from tests.fakes.world import Access, World
from tests.services.actions import KIM, FailOn, InterleaveAt, apply, assert_consistent, result_of, unapply

MEMO = Source.MEMO


def void(access: Access, payment: Payment, key: str = "key-1", reason: str = "entered twice") -> PaymentHistory:
    request = VoidRequest(patient=payment.patient, payment_id=payment.id, reason=reason, actor=KIM, idempotency_key=key)
    return access.services.void_payment(request)


@pytest.mark.parametrize("source", [Source.RECORDED, MEMO, Source.OPENING_BALANCE])
def test_a_void_takes_all_of_it_and_keeps_both_lines(world: World, source: Source) -> None:
    made = world.recorded(source=source)
    voided = void(world.open, made)
    assert (voided.payment.voided, voided.payment.unapplied, world.now(made)) == (5_000, 0, voided.payment)
    assert [(entry.kind, entry.amount) for entry in voided.entries] == [
        (EntryKind(source), 5_000),
        (EntryKind.VOIDED, -5_000),
    ]
    assert voided.entries == world.ledger.entries_of(voided.payment)
    assert world.ledger.credit(ANA).balance == 0
    assert_consistent(world)


def test_the_activity_names_who_voided_it_and_why(world: World) -> None:
    voided = void(world.open, world.recorded())
    line = activity_of(voided.payment, voided.entries, voided.records)[-1]
    assert (line.kind, line.actor, line.amount, line.note) == ("voided", KIM, -5_000, "Voided: entered twice")


def test_stripes_money_is_refunded_and_not_voided(world: World) -> None:
    with pytest.raises(NotAllowed, match="Refund it") as refusal:
        void(world.open, world.paid())
    assert refusal.value.code == "not_voidable" and world.ledger.credit(ANA).balance == 5_000


def test_a_payment_of_which_a_cent_is_applied_is_voided_only_once_it_is_back(world: World) -> None:
    made = world.recorded()
    application = apply(world.open, made, 1)
    with pytest.raises(NotAllowed) as refusal:
        void(world.open, made)
    assert refusal.value.code == "not_voidable" and world.now(made).applied == 1
    unapply(world.open, application)
    assert void(world.open, made).payment.voided == 5_000
    assert_consistent(world)


def test_a_second_void_is_refused_and_a_repeated_one_returns_the_first(world: World) -> None:
    made = world.recorded()
    first = void(world.open, made)
    assert void(world.open, made) == first
    with pytest.raises(NotAllowed, match="void already"):
        void(world.open, made, key="key-2")
    with pytest.raises(IdempotencyKeyReused):
        void(world.open, made, reason="another reason")
    assert len(world.ledger.all_entries(ANA)) == 2


def test_a_key_that_voided_one_payment_does_not_void_another(world: World) -> None:
    void(world.open, world.recorded())
    other = world.recorded()
    with pytest.raises(IdempotencyKeyReused):
        void(world.open, other)
    assert world.now(other).unapplied == 5_000


def test_another_patients_payment_is_not_found(world: World) -> None:
    request = VoidRequest(patient=BEN, payment_id=world.recorded().id, reason="x", actor=KIM, idempotency_key="key-1")
    with pytest.raises(NotFound):
        world.services.void_payment(request)


def test_a_lost_answer_is_asked_for_again_and_voids_once(world: World) -> None:
    made = world.recorded()
    assert isinstance(result_of(lambda: void(world.guarded(FailOn("commit", When.AFTER)), made)), Unavailable)
    assert void(world.open, made).payment.voided == 5_000
    assert len(world.ledger.all_entries(ANA)) == 2


@pytest.mark.parametrize("turn", range(5))
def test_credit_is_voided_or_applied_but_never_both(world: World, turn: int) -> None:
    made = world.recorded()
    plan = InterleaveAt(turn, lambda: result_of(lambda: apply(world.open, made, 5_000)))
    voided = result_of(lambda: void(world.guarded(plan), made))
    now = world.now(made)
    assert (now.applied, now.voided) in ((5_000, 0), (0, 5_000))
    assert isinstance(voided, CreditError) == (now.voided == 0)
    assert_consistent(world)


def test_a_void_payment_has_no_receipt_and_draws_none(world: World) -> None:
    made = world.recorded()
    void(world.open, made)
    world.open.services.issue_receipt(world.now(made))
    assert world.receipts.files == {}
    assert isinstance(result_of(lambda: world.services.link_duplicate(ANA, made.id, KIM)), NotFound)
