"""Transfers: credit moves to another patient whole, once, with its card, account and age; never out of the clinic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.credit.errors import (
    CreditError,
    IdempotencyKeyReused,
    InsufficientCredit,
    Invalid,
    NotAllowed,
    NotFound,
    Unavailable,
)
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Origin, Payment, Source
from chalicelib.credit.person import Person
from chalicelib.credit.records import CreditTransfer
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.ports import PageRequest, PaymentFilter
from tests.fakes.examples import ANA, BEN, CHO
from tests.fakes.faults import When
from tests.fakes.world import Access, World
from tests.services.actions import KIM, FailOn, InterleaveAt, apply, assert_consistent, result_of, withdrawn

DEE = PatientKey("clinic_demo", "pat_dee")


def transfer(
    access: Access,
    payment: Payment,
    amount: int | None = None,
    to: PatientKey = BEN,
    key: str = "key-1",
    **changes: Any,
) -> CreditTransfer:
    usual = {"patient": payment.patient, "reason": "family", "actor": KIM, **changes}
    return access.services.transfer_credit(
        TransferRequest(payment_id=payment.id, to=to, amount=amount, idempotency_key=key, **usual)
    )


def received(world: World, made: CreditTransfer) -> Payment:
    found = world.ledger.payment(made.to, made.to_payment_id)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def known(world: World) -> None:
    """Ben is a patient of the clinic, without credit."""
    world.services.provision_patient(BEN)


def balances(world: World) -> list[int]:
    return [world.ledger.credit(each).balance for each in (ANA, BEN)]


def assert_both_consistent(world: World) -> None:
    for patient in (ANA, BEN, DEE):
        assert_consistent(world, patient)


def test_credit_moves_in_one_posting_and_keeps_card_account_location_and_age(world: World) -> None:
    paid = world.paid()
    made = transfer(world.open, paid, 2_000)
    left, new = world.now(paid), received(world, made)
    assert (left.transferred, left.unapplied, new.amount, new.unapplied) == (2_000, 3_000, 2_000, 2_000)
    assert new.source is Source.TRANSFER and new.origin == Origin("pat_ana", paid.id, Source.CARD_ONLINE)
    kept = ("account_id", "card", "charge_id", "payment_intent_id", "location", "created_at", "succeeded_at")
    assert [getattr(new, name) for name in kept] == [getattr(paid, name) for name in kept]
    lines = [world.ledger.all_entries(each)[-1] for each in (ANA, BEN)]
    assert [(line.kind, line.amount, line.actor) for line in lines] == [
        (EntryKind.TRANSFERRED, -2_000, KIM),
        (EntryKind.TRANSFERRED, 2_000, KIM),
    ]
    assert balances(world) == [3_000, 2_000]
    assert_both_consistent(world)


def test_transferred_credit_is_listed_under_the_name_of_its_new_patient(world: World) -> None:
    world.services.save_person(Person(patient=BEN, name="Ben Ångström"))
    there = transfer(world.open, world.paid(), 2_000)
    onward = transfer(world.open, received(world, there), 500, to=ANA)
    assert received(world, there).patient_name == "Ben Ångström"
    assert received(world, onward).patient_name == "Ana Núñez"
    listed = world.ledger.clinic_payments("clinic_demo", PageRequest(9), PaymentFilter(q="angstrom"))
    assert [each.id for each in listed.items] == [there.to_payment_id]


def test_without_an_amount_all_that_can_be_spent_is_transferred(world: World) -> None:
    paid = world.paid()
    apply(world.open, paid, 1_500)
    assert transfer(world.open, paid).amount == 3_500
    assert balances(world) == [0, 3_500]


@pytest.mark.parametrize("amount", [0, -1, 5_001])
def test_nothing_or_more_than_is_unapplied_is_not_transferred(world: World, amount: int) -> None:
    with pytest.raises(InsufficientCredit):
        transfer(world.open, world.paid(), amount)
    assert balances(world) == [5_000, 0]


def test_a_payment_that_is_spent_has_nothing_to_transfer(world: World) -> None:
    paid = world.paid()
    apply(world.open, paid, 5_000)
    with pytest.raises(InsufficientCredit):
        transfer(world.open, paid)


def test_nothing_is_transferred_while_the_patient_owes_for_another_payment(world: World) -> None:
    spent, other = world.paid(), world.paid(amount=2_000)
    apply(world.open, spent, 5_000)
    withdrawn(world.open, spent)
    with pytest.raises(InsufficientCredit):
        transfer(world.open, other, 1)


def test_a_transfer_to_oneself_is_refused_by_name(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        transfer(world.open, world.paid(), to=ANA)
    assert refusal.value.errors[0].field == "to_patient_id"


@pytest.mark.parametrize("to", [PatientKey("clinic_demo", "pat_cho"), PatientKey("clinic_demo", "pat_typo")])
def test_a_patient_of_another_clinic_or_of_none_receives_nothing(world: World, to: PatientKey) -> None:
    world.paid(CHO)
    with pytest.raises(NotFound):
        transfer(world.open, world.paid(), to=to)
    assert world.ledger.credit(CHO).balance == world.ledger.credit(ANA).balance == 5_000


def test_disputed_credit_stays_where_it_is(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    with pytest.raises(NotAllowed) as refusal:
        transfer(world.open, paid, 1)
    assert refusal.value.code == "disputed"


@pytest.mark.parametrize(("amount", "fits"), [(1_999, True), (2_000, True), (2_001, False)])
def test_the_cap_on_a_balance_holds_for_the_receiver(world: World, amount: int, fits: bool) -> None:
    world.recorded(BEN, amount=8_000)
    settings = world.clinics.get("clinic_demo").settings
    lowered = replace(settings, version=settings.version + 1, balance_maximum=10_000)
    world.clinics.save_settings("clinic_demo", lowered, "cap")
    outcome = result_of(lambda: transfer(world.open, world.paid(), amount))
    assert isinstance(outcome, CreditTransfer) == fits
    assert fits or outcome.code == "balance_maximum_exceeded"
    assert balances(world)[1] == 8_000 + amount * fits


def test_a_repeated_request_moves_once_and_returns_the_same(world: World) -> None:
    paid = world.paid()
    first = transfer(world.open, paid, 2_000)
    apply(world.open, received(world, first), 2_000)
    assert transfer(world.open, paid, 2_000) == first
    for changes in ({"amount": 2_001}, {"to": DEE}, {"reason": "other"}):
        with pytest.raises(IdempotencyKeyReused):
            transfer(world.open, paid, **{"amount": 2_000, **changes})  # type: ignore[arg-type]
    assert balances(world) == [3_000, 0]


def test_a_lost_answer_is_asked_for_again_and_moves_once(world: World) -> None:
    paid = world.paid()
    lost = world.guarded(FailOn("commit", When.AFTER))
    assert isinstance(result_of(lambda: transfer(lost, paid, 2_000)), Unavailable)
    assert transfer(world.open, paid, 2_000).amount == 2_000
    assert balances(world) == [3_000, 2_000]


@pytest.mark.parametrize("turn", range(5))
def test_credit_is_transferred_or_applied_but_never_both(world: World, turn: int) -> None:
    paid = world.paid()
    meanwhile = InterleaveAt(turn, lambda: result_of(lambda: apply(world.open, paid, 4_000)))
    moved = result_of(lambda: transfer(world.guarded(meanwhile), paid, 4_000))
    now = world.now(paid)
    assert (now.applied, now.transferred) in ((4_000, 0), (0, 4_000))
    assert isinstance(moved, CreditError) == (now.transferred == 0)
    assert_both_consistent(world)


@pytest.mark.parametrize("turn", range(5))
def test_the_receivers_other_credit_is_never_lost(world: World, turn: int) -> None:
    paid = world.paid()
    transfer(world.guarded(InterleaveAt(turn, lambda: world.recorded(BEN, amount=700))), paid, 4_000)
    assert balances(world) == [1_000, 4_700]
    assert_both_consistent(world)


def test_transferred_credit_moves_on_and_names_where_it_came_from_first(world: World) -> None:
    world.services.provision_patient(DEE)
    paid = world.paid()
    second = received(world, transfer(world.open, paid, 2_000))
    third = received(world, transfer(world.open, second, 1_500, to=DEE))
    assert third.origin == second.origin == Origin("pat_ana", paid.id, Source.CARD_ONLINE)
    back = received(world, transfer(world.open, third, 500, to=ANA))
    assert (back.patient, back.origin) == (ANA, third.origin)
    assert [world.ledger.credit(each).balance for each in (ANA, BEN, DEE)] == [3_500, 500, 1_000]
    assert_both_consistent(world)


def test_transferred_goodwill_is_still_no_one_elses_money(world: World) -> None:
    memo = world.recorded(source=Source.MEMO)
    new = received(world, transfer(world.open, memo, 2_000))
    assert new.origin == Origin("pat_ana", memo.id, Source.MEMO) and new.tender is None
