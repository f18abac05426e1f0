"""Applying credit: once a key, never more than there is, all or nothing, with other writers and faults."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.apply import MOST_PAYMENTS
from chalicelib.credit.errors import (
    Conflict,
    IdempotencyKeyReused,
    InsufficientCredit,
    NotAllowed,
    NotFound,
    Unavailable,
)
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.records import Application
from chalicelib.services.retry import ATTEMPTS
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    KIM,
    FailOn,
    InterleaveAt,
    apply,
    apply_oldest,
    assert_consistent,
    reinstated,
    result_of,
    unapply,
    withdrawn,
)

CALLS = 6
CALLS_OF_OLDEST_FIRST = 7


def applied_lines(world: World) -> list[int]:
    return [entry.amount for entry in world.ledger.all_entries(ANA) if entry.kind is EntryKind.APPLIED]


def test_an_application_records_actor_and_time(world: World) -> None:
    paid = world.paid()
    world.clock.pass_time(timedelta(minutes=3))
    made = apply(world.open, paid, 1_500)
    assert (made.applied_by, made.applied_at, made.amount) == (SAM, world.clock.now(), 1_500)
    assert world.ledger.record(ANA, paid.id, made.id) == made
    assert world.ledger.credit(ANA).balance == 3_500
    assert_consistent(world)


def test_repeating_a_request_applies_once_and_returns_the_same(world: World) -> None:
    paid = world.paid()
    results = {apply(world.open, paid, 1_500) for _ in range(3)}
    assert len(results) == 1 and applied_lines(world) == [-1_500]


def test_repeating_an_unapplied_request_returns_the_same_and_applies_nothing(world: World) -> None:
    paid = world.paid()
    first = apply(world.open, paid, 1_500)
    unapply(world.open, first)
    again = apply(world.open, paid, 1_500)
    assert (again.id, again.is_active, again.applied_at) == (first.id, True, first.applied_at)
    assert world.ledger.credit(ANA).balance == 5_000
    assert_consistent(world)


@pytest.mark.parametrize(("amount", "invoice"), [(1_501, "inv_1"), (1_500, "inv_2")])
def test_a_key_that_was_used_for_another_request_is_refused(world: World, amount: int, invoice: str) -> None:
    paid = world.paid()
    apply(world.open, paid, 1_500)
    with pytest.raises(IdempotencyKeyReused):
        apply(world.open, paid, amount, invoice_id=invoice)
    assert applied_lines(world) == [-1_500]


def test_money_that_has_not_arrived_cannot_be_applied(world: World) -> None:
    with pytest.raises(NotFound):
        apply(world.open, world.started(), 100)
    with pytest.raises(NotFound):
        apply_oldest(world.open, 100, patient=BEN)


def test_nothing_is_applied_beyond_the_unapplied_amount(world: World) -> None:
    paid = world.paid()
    apply(world.open, paid, 4_000)
    with pytest.raises(InsufficientCredit, match="at most 1000 "):
        apply(world.open, paid, 1_001, key="key-2")
    assert applied_lines(world) == [-4_000]


def test_a_negative_balance_blocks_applications_until_repaid(world: World) -> None:
    spent, other = world.paid(amount=8_000), world.paid(amount=3_000)
    apply(world.open, spent, 8_000, key="spend")
    withdrawn(world.open, spent)
    assert world.ledger.credit(ANA).balance == -5_000
    for attempt in (lambda: apply(world.open, other, 1), lambda: apply_oldest(world.open, 1)):
        assert isinstance(result_of(attempt), InsufficientCredit)
    repaid = world.paid(amount=6_000)
    assert isinstance(result_of(lambda: apply(world.open, repaid, 1_001)), InsufficientCredit)
    apply(world.open, other, 1_000)
    assert world.ledger.credit(ANA).balance == 0
    assert_consistent(world)


def test_a_won_dispute_lets_the_credit_be_spent_again(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    assert isinstance(result_of(lambda: apply(world.open, paid, 1)), InsufficientCredit)
    reinstated(world.open, paid)
    assert apply(world.open, paid, 5_000).amount == 5_000


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS))
def test_an_application_that_breaks_anywhere_is_made_once_when_it_is_asked_for_again(
    world: World, at: int, when: When
) -> None:
    paid, plan = world.paid(), FaultPlan(at, when)
    result_of(lambda: apply(world.guarded(plan), paid, 1_500))
    apply(world.open, paid, 1_500)
    assert applied_lines(world) == [-1_500]
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
def test_one_request_sent_twice_at_once_is_one_application(world: World, at: int) -> None:
    paid = world.paid()
    others: list[Application] = []
    rival = InterleaveAt(at, lambda: others.append(apply(world.open, paid, 3_000)))
    mine = apply(world.guarded(rival), paid, 3_000)
    assert all(other == mine for other in others)
    assert applied_lines(world) == [-3_000]
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
def test_concurrent_applications_spend_the_same_credit_once(world: World, at: int) -> None:
    paid = world.paid()
    rival = InterleaveAt(at, lambda: apply(world.open, paid, 3_000, key="key-2", actor=KIM))
    mine = result_of(lambda: apply(world.guarded(rival), paid, 3_000))
    assert isinstance(mine, InsufficientCredit) or len(rival.calls) <= at
    assert applied_lines(world) == [-3_000]
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS))
def test_credit_whose_dispute_arrives_in_between_is_not_spent(world: World, at: int) -> None:
    paid = world.paid()
    rival = InterleaveAt(at, lambda: withdrawn(world.open, paid))
    mine = result_of(lambda: apply(world.guarded(rival), paid, 3_000))
    assert isinstance(mine, InsufficientCredit) or len(rival.calls) <= at
    assert_consistent(world)


def test_persistent_conflict_returns_503_and_writes_nothing(world: World) -> None:
    paid = world.paid(amount=90_000)

    class Crowded(FaultPlan):
        def run(self, name: str, call: object) -> object:
            if name == "commit":
                apply(world.open, paid, 1, key=f"rival {len(self.calls)}")
            return super().run(name, call)  # type: ignore[arg-type]

    with pytest.raises(Conflict):
        apply(world.guarded(Crowded()), paid, 3_000)
    assert len(applied_lines(world)) == ATTEMPTS
    assert apply(world.open, paid, 3_000).amount == 3_000
    assert_consistent(world)


def spread(world: World, *amounts: int) -> list[str]:
    """Ana's payments of these amounts, an hour apart."""
    made = []
    for amount in amounts:
        world.clock.pass_time(timedelta(hours=1))
        made.append(world.paid(amount=amount).id)
    return made


def test_the_oldest_payment_is_spent_first(world: World) -> None:
    first, second, third = spread(world, 1_000, 2_000, 4_000)
    made = apply_oldest(world.open, 3_500)
    assert [(one.payment_id, one.amount) for one in made] == [(first, 1_000), (second, 2_000), (third, 500)]
    assert world.ledger.credit(ANA).balance == 3_500
    assert_consistent(world)


def test_across_payments_it_is_all_or_nothing(world: World) -> None:
    spread(world, 1_000, 2_000)
    with pytest.raises(InsufficientCredit, match="at most 3000 "):
        apply_oldest(world.open, 3_001)
    assert applied_lines(world) == []


def test_repeating_an_application_across_payments_returns_the_same(
    world: World,
) -> None:
    spread(world, 1_000, 2_000)
    made = apply_oldest(world.open, 2_500)
    unapply(world.open, made[0])
    again = apply_oldest(world.open, 2_500)
    assert [(one.id, one.amount, one.is_active) for one in again] == [(one.id, one.amount, True) for one in made]
    assert applied_lines(world) == [-1_000, -1_500]
    with pytest.raises(IdempotencyKeyReused):
        apply_oldest(world.open, 2_499)
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS_OF_OLDEST_FIRST))
def test_an_application_across_payments_that_breaks_anywhere_is_made_once(world: World, at: int, when: When) -> None:
    spread(world, 1_000, 2_000)
    result_of(lambda: apply_oldest(world.guarded(FaultPlan(at, when)), 2_500))
    assert sum(applied_lines(world)) in (0, -2_500)
    apply_oldest(world.open, 2_500)
    assert applied_lines(world) == [-1_000, -1_500]
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS_OF_OLDEST_FIRST))
def test_a_payment_spent_in_between_is_not_spent_twice(world: World, at: int) -> None:
    first, _ = spread(world, 1_000, 2_000)
    oldest = world.ledger.payment(ANA, first)
    assert oldest is not None
    rival = InterleaveAt(at, lambda: apply(world.open, oldest, 1_000, key="key-2"))
    mine = result_of(lambda: apply_oldest(world.guarded(rival), 2_500))
    assert isinstance(mine, InsufficientCredit) or len(rival.calls) <= at
    assert sum(applied_lines(world)) in (-1_000, -2_500)
    assert_consistent(world)


@pytest.mark.parametrize("at", range(CALLS_OF_OLDEST_FIRST))
def test_the_same_request_across_payments_sent_twice_at_once_is_one(world: World, at: int) -> None:
    spread(world, 1_000, 2_000)
    rival = InterleaveAt(at, lambda: apply_oldest(world.open, 2_500))
    assert len(apply_oldest(world.guarded(rival), 2_500)) == 2
    assert applied_lines(world) == [-1_000, -1_500]
    assert_consistent(world)


def test_more_small_payments_than_fit_one_transaction_are_refused_with_what_to_do(world: World) -> None:
    spread(world, *[500] * (MOST_PAYMENTS + 4))
    with pytest.raises(NotAllowed, match="Apply 15000 first"):
        apply_oldest(world.open, 15_001)
    assert len(apply_oldest(world.open, 15_000)) == MOST_PAYMENTS
    assert len(apply_oldest(world.open, 2_000, key="the rest")) == 4
    assert world.ledger.credit(ANA).balance == 0
    assert_consistent(world)


def test_a_patient_with_many_payments_costs_one_read_of_the_oldest(world: World) -> None:
    spread(world, *[500] * (MOST_PAYMENTS * 2))
    plan = FaultPlan()
    apply_oldest(world.guarded(plan), 700)
    assert plan.calls == ["credit", "request", "invoice", "get", "oldest_unapplied", "commit"]


def test_an_unavailable_store_is_not_a_refusal(world: World) -> None:
    paid = world.paid()
    with pytest.raises(Unavailable):
        apply(world.guarded(FailOn("commit", When.BEFORE)), paid, 100)
    assert applied_lines(world) == []
