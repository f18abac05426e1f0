"""Unapplying: the credit comes back once, to its own payment, and no one's history is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import NotFound
from chalicelib.credit.ledger import EntryKind
from chalicelib.services.payments.activity import activity_of
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import KIM, InterleaveAt, apply, assert_consistent, refund, result_of, unapply, withdrawn

CALLS = 5


def given_back(world: World) -> list[int]:
    return [entry.amount for entry in world.ledger.all_entries(ANA) if entry.kind is EntryKind.UNAPPLIED]


def test_unapplying_restores_credit_and_both_lines_name_actor_and_time(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 1_500)
    world.clock.pass_time(timedelta(days=2))
    undone = unapply(world.open, made)
    assert (undone.is_active, undone.unapplied_by, undone.unapplied_at) == (False, KIM, world.clock.now())
    now = world.now(paid)
    lines = activity_of(now, world.ledger.entries_of(now), world.ledger.records_of(now))
    assert [(line.kind, line.actor, line.amount) for line in lines[1:]] == [
        ("applied", SAM, -1_500),
        ("unapplied", KIM, 1_500),
    ]
    assert world.ledger.credit(ANA).balance == 5_000
    assert_consistent(world)


def test_unapplying_twice_restores_once_and_returns_the_same(world: World) -> None:
    made = apply(world.open, world.paid(), 1_500)
    first = unapply(world.open, made)
    world.clock.pass_time(timedelta(days=2))
    assert unapply(world.open, made, SAM) == first
    assert given_back(world) == [1_500]


@pytest.mark.parametrize("at", range(CALLS))
def test_concurrent_unapply_requests_restore_credit_once(world: World, at: int) -> None:
    made = apply(world.open, world.paid(), 1_500)
    rival = InterleaveAt(at, lambda: unapply(world.open, made, SAM))
    unapply(world.guarded(rival), made)
    assert given_back(world) == [1_500]
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(CALLS))
def test_an_unapply_that_breaks_anywhere_gives_back_once_when_it_is_repeated(world: World, at: int, when: When) -> None:
    made = apply(world.open, world.paid(), 1_500)
    result_of(lambda: unapply(world.guarded(FaultPlan(at, when)), made))
    unapply(world.open, made)
    assert given_back(world) == [1_500]
    assert_consistent(world)


def test_only_an_application_of_this_payment_can_be_unapplied(world: World) -> None:
    paid, other = world.paid(), world.paid()
    made, refunded = apply(world.open, paid, 1_500), refund(world.open, paid, 500)
    for strange in (
        replace(made, payment_id=other.id),
        replace(made, patient=BEN),
        replace(made, id="app_unknown"),
        replace(made, id=refunded.id),
    ):
        with pytest.raises(NotFound):
            unapply(world.open, strange)
    assert given_back(world) == []


def test_credit_can_be_unapplied_while_its_payment_is_disputed_and_repays_the_debt(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 4_000)
    withdrawn(world.open, paid)
    assert world.ledger.credit(ANA).balance == -4_000
    unapply(world.open, made)
    assert (world.ledger.credit(ANA).balance, world.now(paid).unapplied) == (0, 0)
    assert_consistent(world)


def test_credit_that_is_back_can_be_applied_again_with_a_new_key(world: World) -> None:
    paid = world.paid()
    unapply(world.open, apply(world.open, paid, 5_000))
    assert apply(world.open, paid, 5_000, key="key-2").is_active
    assert_consistent(world)
