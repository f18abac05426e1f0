"""Merges: everything of one patient becomes another's, to the cent."""

from __future__ import annotations

import pytest

from chalicelib.credit.errors import (
    CreditError,
    IdempotencyKeyReused,
    InsufficientCredit,
    Invalid,
    NotFound,
    Unavailable,
)
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.merge import PatientMerged
from chalicelib.credit.person import Person
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.patients.finish_merge import MOST_AT_ONCE
from tests.fakes.examples import ANA, BEN, CHO
from tests.fakes.faults import When
from tests.fakes.world import World
from tests.services.actions import KIM, FailOn, apply, apply_oldest, refund, reinstated, result_of, withdrawn
from tests.services.merges import DEE, EVA, assert_merged, begun, merge, moved, on_file

pytestmark = pytest.mark.usefixtures("known")


def test_everything_becomes_the_other_patients_and_both_ledgers_keep_their_lines(world: World) -> None:
    paid, cash, used = world.paid(), world.recorded(amount=1_200), world.recorded(amount=700)
    apply(world.open, paid, 2_000)
    apply(world.open, used, 700)
    own = world.recorded(BEN, amount=300)
    merge(world.open)
    assert world.ledger.credit(BEN).balance == 3_000 + 1_200 + 300
    assert_merged(world)
    assert [moved(world, each).unapplied for each in (paid, cash, used, own)] == [3_000, 1_200, 0, 300]
    lines = world.ledger.entries_of(moved(world, paid))
    assert [(line.patient, line.kind, line.amount) for line in lines] == [
        (ANA, EntryKind.TOP_UP, 5_000),
        (ANA, EntryKind.APPLIED, -2_000),
        (ANA, EntryKind.MERGED, -3_000),
        (BEN, EntryKind.MERGED, 3_000),
    ]


def test_credit_applied_before_a_merge_can_be_unapplied_after_it(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 2_000)
    merge(world.open)
    undone = world.services.unapply_credit(BEN, paid.id, made.id, KIM)
    assert not undone.is_active and world.ledger.credit(BEN).balance == 5_000
    assert_merged(world)


def test_a_merge_is_done_once_and_returns_the_same_again(world: World) -> None:
    world.paid()
    first, again, pressed = merge(world.open), merge(world.open), merge(world.open, key="key-2")
    assert first.id == again.id == pressed.id
    kept = world.ledger.request(PatientKey(ANA.clinic_id, first.id), first.id)
    assert kept is not None and kept.id == first.id
    with pytest.raises(IdempotencyKeyReused):
        merge(world.open, reason="another")
    with pytest.raises(IdempotencyKeyReused):
        merge(world.open, DEE, BEN)
    assert_merged(world)


@pytest.mark.parametrize(
    ("patient", "into", "refusal"),
    [
        (ANA, ANA, Invalid),
        (PatientKey("clinic_demo", "pat_typo"), BEN, NotFound),
        (ANA, PatientKey("clinic_demo", "pat_typo"), NotFound),
        (ANA, PatientKey("clinic_demo", CHO.patient_id), NotFound),
        (PatientKey("clinic_demo", CHO.patient_id), BEN, NotFound),
    ],
)
def test_a_merge_with_oneself_or_a_patient_who_is_not_the_clinics_is_refused(
    world: World, patient: PatientKey, into: PatientKey, refusal: type[CreditError]
) -> None:
    paid, _ = world.paid(), world.paid(CHO)
    assert isinstance(result_of(lambda: merge(world.open, patient, into)), refusal)
    assert world.now(paid) == paid


def test_a_patient_is_merged_into_one_other_only_and_never_in_a_circle(world: World) -> None:
    world.paid()
    merge(world.open)
    assert result_of(lambda: merge(world.open, ANA, DEE, "key-2")).code == "already_merged"
    assert isinstance(result_of(lambda: merge(world.open, BEN, ANA, "key-3")), Invalid)
    assert_merged(world)


def test_a_chain_of_merges_leads_to_the_last_patient(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 1_000)
    merge(world.open, ANA, BEN, "key-1")
    merge(world.open, BEN, DEE, "key-2")
    merge(world.open, EVA, ANA, "key-3")
    assert world.services.find_patient(EVA).patient == DEE == world.services.find_patient(ANA).patient
    assert moved(world, paid, DEE).unapplied == 4_000
    world.services.unapply_credit(DEE, paid.id, made.id, KIM)
    assert world.ledger.credit(DEE).balance == 5_000
    for patient in (ANA, BEN, EVA):
        assert_merged(world, patient, DEE)


def test_a_request_repeated_amid_a_merge_returns_its_first_response_once_all_moved(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 1_000)
    given = refund(world.open, paid, 500)
    begun(world)
    assert isinstance(result_of(lambda: apply(world.open, paid, 1_000)), PatientMerged)
    assert world.services.finish_open_merge(ANA)
    assert (apply(world.open, paid, 1_000), refund(world.open, paid, 500)) == (made, given)
    assert not world.services.finish_open_merge(ANA) and not world.services.finish_open_merge(BEN)
    assert_merged(world)


def test_only_payments_that_cannot_move_hold_up_what_comes_amid_a_merge(world: World) -> None:
    world.paid()
    begun(world)
    stuck, without_cards = (world.guarded(FailOn(name, When.BEFORE)) for name in ("invoices", "cards"))
    assert isinstance(result_of(lambda: stuck.services.finish_open_merge(ANA)), Unavailable)
    assert without_cards.services.finish_open_merge(ANA)
    assert_merged(world)


def test_a_patient_whose_data_was_removed_is_not_merged(world: World) -> None:
    paid = world.paid()
    world.services.issue_receipt(paid)
    world.services.erase_patient(ANA)
    assert result_of(lambda: merge(world.open)).code == "patient_forgotten"
    assert result_of(lambda: merge(world.open, BEN, ANA)).code == "patient_forgotten"


def test_repeated_requests_from_before_a_merge_get_the_same_response(world: World) -> None:
    paid, other = world.paid(), world.recorded()
    made = apply(world.open, paid, 1_000)
    across = apply_oldest(world.open, 500, "key-2")
    given = refund(world.open, paid, 300)
    merge(world.open)
    assert apply(world.open, paid, 1_000) == made
    assert apply_oldest(world.open, 500, "key-2") == across
    assert refund(world.open, paid, 300).id == given.id
    assert isinstance(result_of(lambda: apply(world.open, paid, 1_000, "key-9")), PatientMerged)
    assert isinstance(result_of(lambda: refund(world.open, other, 1, "key-9")), PatientMerged)
    assert isinstance(result_of(lambda: apply_oldest(world.open, 1, "key-9")), PatientMerged)
    assert_merged(world)


def test_refunds_and_disputes_of_before_and_after_a_merge_are_the_other_patients(world: World) -> None:
    paid, other = world.paid(), world.paid()
    withdrawn(world.open, paid)
    merge(world.open)
    assert world.ledger.credit(BEN).balance == 5_000
    reinstated(world.open, paid)
    assert world.ledger.credit(BEN).balance == 10_000
    refund(world.open, moved(world, other), 2_000)
    assert world.ledger.credit(BEN).balance == 8_000
    assert_merged(world)


def test_a_shortfall_moves_as_well(world: World) -> None:
    paid, _ = world.paid(), world.recorded(BEN, amount=1_000)
    apply(world.open, paid, 5_000)
    withdrawn(world.open, paid)
    merge(world.open)
    assert world.ledger.credit(BEN).balance == -4_000
    assert isinstance(result_of(lambda: apply_oldest(world.open, 1, patient=BEN)), InsufficientCredit)
    assert_merged(world)


def test_credit_transferred_before_a_merge_is_disputed_and_refunded_after_it(world: World) -> None:
    paid = world.paid()
    asked = TransferRequest(
        patient=ANA, payment_id=paid.id, to=DEE, amount=2_000, reason="family", actor=KIM, idempotency_key="k"
    )
    made = world.services.transfer_credit(asked)
    received = world.ledger.payment(DEE, made.to_payment_id)
    assert received is not None
    merge(world.open, DEE, EVA, "key-1")
    merge(world.open, ANA, BEN, "key-2")
    withdrawn(world.open, paid)
    assert (moved(world, paid).unapplied, moved(world, received, EVA).unapplied) == (0, 0)
    reinstated(world.open, paid)
    refund(world.open, moved(world, received, EVA), 500)
    assert (world.ledger.credit(BEN).balance, world.ledger.credit(EVA).balance) == (3_000, 1_500)
    assert_merged(world, ANA, BEN)
    assert_merged(world, DEE, EVA)


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [
        ((), (), ()),
        (("pm_a",), (), ("pm_a",)),
        ((), ("pm_b",), ("pm_b",)),
        (("pm_a",), ("pm_b",), ("pm_b",)),
    ],
)
def test_cards_are_kept_where_one_has_some_and_the_others_are_taken_off_file(
    world: World, mine: tuple[str, ...], theirs: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    world.services.provision_patient(ANA)
    for patient, cards in ((ANA, mine), (BEN, theirs)):
        customer = str(world.ledger.credit(patient).customer_id)
        world.stripe.wallet[customer] = [on_file(card) for card in cards]
    merge(world.open)
    customer = str(world.ledger.credit(BEN).customer_id)
    assert tuple(card.id for card in world.stripe.cards(customer)) == kept
    assert sum(len(cards) for cards in world.stripe.wallet.values()) == len(kept)


def test_the_name_moves_to_a_patient_without_one_and_is_listed_once(world: World) -> None:
    world.paid()
    world.services.save_person(Person(patient=ANA, name="Ana Núñez", email="ana@example.com"))
    merge(world.open)
    assert world.ledger.person(ANA) is None
    person = world.ledger.person(BEN)
    assert person is not None and (person.name, person.email) == ("Ana Núñez", "ana@example.com")
    assert person.revision == 1


def test_the_name_that_moves_to_a_patient_without_one_is_the_next_revision(world: World) -> None:
    world.ledger.save_person(Person(patient=BEN, name=""), None)
    world.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    merge(world.open)
    person = world.ledger.person(BEN)
    assert person is not None and (person.name, person.revision) == ("Ana Núñez", 2)


def test_many_payments_move_in_bounded_steps(world: World) -> None:
    for _ in range(2 * MOST_AT_ONCE + 1):
        world.recorded(amount=100)
    merge(world.open)
    assert world.ledger.credit(BEN).balance == 100 * (2 * MOST_AT_ONCE + 1)
    assert_merged(world)
