"""A dispute follows transferred credit: unspent credit first, wherever it is, then the patient who spent it owes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Dispute, DisputeStatus, RefundElsewhere, RefundStatus
from tests.fakes.examples import ANA, BEN
from tests.fakes.world import World
from tests.services.actions import (
    apply,
    assert_consistent,
    position,
    refund,
    reinstated,
    report_dispute,
    report_refund,
    withdrawn,
)
from tests.services.test_transfer_credit import DEE, received, transfer

EVERYONE = (ANA, BEN, DEE)


@pytest.fixture(autouse=True)
def known(world: World) -> None:
    for patient in (BEN, DEE):
        world.services.provision_patient(patient)


def balances(world: World) -> list[int]:
    for patient in EVERYONE:
        assert_consistent(world, patient)
    return [world.ledger.credit(patient).balance for patient in EVERYONE]


def shared(world: World, ana_spends: int = 0, ben_spends: int = 0) -> tuple[Payment, Payment]:
    """Ana's payment of 50.00, of which Ben has 20.00; and what each spends."""
    paid = world.paid()
    bens = received(world, transfer(world.open, paid, 2_000))
    for payment, amount in ((paid, ana_spends), (bens, ben_spends)):
        if amount:
            apply(world.open, payment, amount, key=f"spend {payment.id}")
    return paid, bens


@pytest.mark.parametrize(
    ("ana_spends", "ben_spends", "taken", "left"),
    [
        (0, 0, 5_000, [0, 0, 0]),
        (0, 0, 2_500, [500, 2_000, 0]),
        (0, 0, 3_500, [0, 1_500, 0]),
        (3_000, 0, 2_000, [0, 0, 0]),
        (3_000, 0, 5_000, [-3_000, 0, 0]),
        (0, 2_000, 5_000, [0, -2_000, 0]),
        (3_000, 2_000, 5_000, [-3_000, -2_000, 0]),
        (3_000, 2_000, 3_500, [-3_000, -500, 0]),
        (1_000, 500, 3_500, [0, 0, 0]),
    ],
)
def test_it_takes_unspent_credit_first_and_then_from_the_one_who_spent(
    world: World, ana_spends: int, ben_spends: int, taken: int, left: list[int]
) -> None:
    paid, bens = shared(world, ana_spends, ben_spends)
    report_dispute(world.open, paid, withdrawn=taken)
    assert balances(world) == left
    assert world.now(paid).disputed + world.now(bens).disputed == taken


def test_a_won_dispute_gives_back_to_each_what_it_took(world: World) -> None:
    paid, bens = shared(world, ben_spends=1_500)
    withdrawn(world.open, paid)
    assert balances(world) == [0, -1_500, 0]
    reinstated(world.open, paid)
    assert balances(world) == [3_000, 500, 0]
    share = world.ledger.record(BEN, bens.id, f"du_of_{paid.id}")
    assert isinstance(share, Dispute) and (share.status, share.taken) == (DisputeStatus.WON, 0)


def test_the_same_report_again_takes_nothing_more(world: World) -> None:
    paid, _ = shared(world)
    for _ in range(3):
        withdrawn(world.open, paid)
    assert balances(world) == [0, 0, 0]
    assert [len(world.ledger.all_entries(patient)) for patient in EVERYONE] == [3, 2, 0]


def test_it_follows_credit_that_was_transferred_on(world: World) -> None:
    paid, bens = shared(world)
    dees = received(world, transfer(world.open, bens, 1_500, to=DEE))
    apply(world.open, dees, 1_000)
    withdrawn(world.open, paid)
    assert balances(world) == [0, 0, -1_000]


def test_credit_that_came_back_to_the_one_who_paid_is_taken_there(world: World) -> None:
    paid, bens = shared(world)
    transfer(world.open, bens, 2_000, to=ANA)
    withdrawn(world.open, paid)
    assert balances(world) == [0, 0, 0]


def test_a_part_under_dispute_is_neither_transferred_on_nor_refunded(world: World) -> None:
    paid, bens = shared(world)
    withdrawn(world.open, paid)
    for act in (lambda: transfer(world.open, bens, 1, to=DEE), lambda: refund(world.open, bens, 1)):
        with pytest.raises(NotAllowed) as refusal:
            act()
        assert refusal.value.code == "disputed"


def test_the_clinics_account_is_expected_to_lose_what_was_taken_of_everyone(world: World) -> None:
    paid, _ = shared(world)
    withdrawn(world.open, paid)
    assert position(world.open, paid).expected == 0


def test_a_refund_of_transferred_credit_is_told_where_the_card_paid_until_it_fails(world: World) -> None:
    paid, bens = shared(world)
    made = refund(world.open, bens, 2_000)
    expected = RefundElsewhere(
        id=made.id,
        patient=ANA,
        payment_id=paid.id,
        amount=2_000,
        currency="cad",
        is_made=True,
        at=world.clock.now(),
    )
    assert world.ledger.record(ANA, paid.id, made.id) == expected
    world.clock.pass_time(timedelta(days=2))
    report_refund(world.open, world.stripe.refund_becomes(made.id, RefundStatus.FAILED))
    failed = replace(expected, is_made=False, at=world.clock.now(), version=2)
    assert world.ledger.record(ANA, paid.id, made.id) == failed


def test_a_refund_of_transferred_credit_is_not_paid_to_the_clinic_again(world: World) -> None:
    paid, bens = shared(world)
    assert world.stripe.held(paid) == 5_000
    made = refund(world.open, bens, 2_000)
    elsewhere = world.ledger.record(ANA, paid.id, made.id)
    assert isinstance(elsewhere, RefundElsewhere) and elsewhere.is_made
    assert position(world.open, paid).expected == 3_000
    refund(world.open, paid, 1_000)
    for _ in range(4):
        world.clock.pass_time(timedelta(hours=7))
        world.open.services.sweep()
    held = world.stripe.holdings(paid)
    assert (held.held, held.refunded, position(world.open, paid).confirmed) == (2_000, 3_000, 2_000)
    assert balances(world) == [2_000, 0, 0]


def test_a_dispute_without_transfers_touches_no_other_patient(world: World) -> None:
    other = world.paid(PatientKey("clinic_demo", "pat_ben"))
    withdrawn(world.open, world.paid())
    assert balances(world) == [0, other.amount, 0]
