"""Invoices move with a merge and with what was applied to them: none is lost, none is there twice."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.credit.errors import CreditError, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import Merge
from chalicelib.services.ports import WorkItem
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import When
from tests.fakes.world import World
from tests.services.actions import FailOn, InterleaveAt, apply, apply_oldest, put_invoice, result_of
from tests.services.merges import assert_merged, calls_of_a_merge, merge, staged

pytestmark = pytest.mark.usefixtures("known")


def test_invoices_move_with_their_applications(world: World) -> None:
    world.paid()
    put_invoice(world.open, amount=4_000)
    apply_oldest(world.open, 3_000)
    merge(world.open)
    found = world.ledger.invoice(BEN, "inv_1")
    assert found is not None and (found.credited, found.left) == (3_000, 1_000)
    put_invoice(world.open, patient=BEN, amount=1_000, revision=2)
    assert world.ledger.credit(BEN).balance == 4_000
    assert_merged(world)


@pytest.mark.parametrize(("billed", "other"), [(ANA, BEN), (BEN, ANA)])
def test_credit_that_the_other_patient_applied_to_an_invoices_id_is_counted(
    world: World, billed: PatientKey, other: PatientKey
) -> None:
    put_invoice(world.open, patient=billed, amount=4_000)
    apply(world.open, world.recorded(other), 3_000)
    merge(world.open)
    owed = world.ledger.invoice(BEN, "inv_1")
    assert owed is not None and (owed.credited, owed.left, owed.next_check_at) == (3_000, 1_000, None)
    assert_merged(world)


def test_credit_that_two_patients_applied_to_one_invoice_twice_is_given_back(world: World) -> None:
    put_invoice(world.open, amount=4_000)
    for patient in (ANA, BEN):
        apply(world.open, world.recorded(patient), 3_000, patient.patient_id)
    merge(world.open)
    world.services.sweep()
    owed = world.ledger.invoice(BEN, "inv_1")
    assert owed is not None and (owed.credited, owed.left) == (4_000, 0)
    assert world.ledger.credit(BEN).balance == 6_000
    assert_merged(world)


def test_an_invoice_sent_after_a_merge_counts_credit_of_before_it(world: World) -> None:
    apply(world.open, world.recorded(), 5_000)
    merge(world.open)
    owed = put_invoice(world.open, patient=BEN, amount=6_000)
    assert (owed.credited, owed.left) == (5_000, 1_000)


def test_work_on_an_invoice_that_a_merge_moved_is_done_where_it_is_now(world: World) -> None:
    put_invoice(world.open)
    merge(world.open)
    assert world.services.process_due_item(WorkItem.of_invoice(ANA, "inv_1")) == "gone"


def test_patients_who_both_have_an_invoice_of_one_id_are_not_merged(world: World) -> None:
    for patient in (ANA, BEN):
        for number in range(1, 8):
            put_invoice(world.open, invoice_id=f"inv_{number}", patient=patient, number=f"2026-{number}")
    refused = result_of(lambda: merge(world.open))
    assert refused.code == "same_invoice_id"
    assert [(each.field, each.message.split(": ")[1]) for each in refused.errors] == [
        ("from", "2026-1, 2026-2, 2026-3, 2026-4, 2026-5 and 2 more")
    ]


@pytest.mark.parametrize(("void", "amount"), [((ANA,), 200), ((BEN,), 100), ((ANA, BEN), 200)])
def test_a_void_invoice_gives_way_to_the_open_one_of_the_same_id(
    world: World, void: tuple[PatientKey, ...], amount: int
) -> None:
    for patient, each in ((ANA, 100), (BEN, 200)):
        put_invoice(world.open, patient=patient, amount=each, is_void=patient in void)
    apply(world.open, world.recorded(), 50, invoice_id="inv_typed")
    merge(world.open)
    owed = world.ledger.invoice(BEN, "inv_1")
    assert owed is not None and (owed.amount, owed.is_void) == (amount, len(void) == 2)
    assert world.ledger.invoices(ANA) == []


def test_an_invoice_that_has_not_moved_yet_is_revised_where_it_will_be(world: World) -> None:
    put_invoice(world.open, amount=4_000)
    merge(world.guarded(FailOn("merge_of", When.BEFORE, times=9)))
    assert [each.patient for each in world.ledger.invoices(ANA)] == [ANA]
    assert put_invoice(world.open, patient=BEN, amount=3_000, revision=2).amount == 3_000
    assert world.ledger.invoices(ANA) == [] and len(world.ledger.invoices(BEN)) == 1
    assert result_of(lambda: put_invoice(world.open, patient=BEN, amount=1, revision=1)).code == "stale_revision"


def test_an_invoice_that_cannot_be_moved_now_is_not_sent_twice(world: World) -> None:
    put_invoice(world.open, amount=4_000)
    merge(world.guarded(FailOn("merge_of", When.BEFORE, times=9)))
    with pytest.raises(Unavailable):
        put_invoice(world.guarded(FailOn("move_invoice", When.BEFORE, times=99)), patient=BEN, revision=2)
    assert world.ledger.invoices(BEN) == []


@pytest.mark.parametrize("late", [ANA, BEN])
def test_an_invoice_sent_at_any_call_of_a_merge_is_lost_by_neither_patient(late: PatientKey) -> None:
    for at in range(calls_of_a_merge()):
        world, sent = staged(), list[Any]()
        early = BEN if late == ANA else ANA
        put_invoice(world.open, invoice_id="inv_2", patient=early, amount=300)

        def meanwhile(world: World = world, sent: list[Any] = sent) -> None:
            sent.append(result_of(lambda: put_invoice(world.open, invoice_id="inv_2", patient=late, amount=700)))

        made = result_of(lambda: merge(world.guarded(InterleaveAt(at, meanwhile))))  # noqa: B023
        accepted = {300, *(each.amount for each in sent if not isinstance(each, CreditError))}
        left = [each.amount for patient in (ANA, BEN) for each in world.ledger.invoices(patient) if each.id == "inv_2"]
        assert sorted(left) == sorted(accepted) and (isinstance(made, Merge) == (len(left) == 1)), at
