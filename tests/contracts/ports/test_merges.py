"""The ledger's promise to a merge: what one patient had is the other's, and found by its old key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.credit.errors import Conflict
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.invoice import Invoice
from chalicelib.credit.ledger import EntryKind, post
from chalicelib.credit.merge import Merge, PatientMerged, move_payments
from chalicelib.credit.payment import Payment
from chalicelib.credit.person import Person
from chalicelib.credit.records import Application, IdempotencyRecord
from chalicelib.services.ports import Ledger, PageRequest, PatientFilter, PaymentScope, WorkItem
from tests.fakes.examples import ANA, BEN, SAM, invoice
from tests.fakes.ledger import FakeLedger
from tests.fakes.small import NOON
from tests.fakes.world import World, request
from tests.services.actions import apply, apply_oldest, put_invoice, withdrawn
from tests.services.merges import merge

EVA = PatientKey("clinic_demo", "pat_eva")


@pytest.fixture
def world(ledger: Ledger) -> World:
    """A world on the ledger under test, in which Ana has all that can move."""
    made = World(ledger=cast(FakeLedger, ledger))
    for patient in (ANA, BEN, EVA):
        made.services.provision_patient(patient)
    return made


def paid_and_used(world: World) -> tuple[Payment, Application]:
    paid = world.paid()
    return paid, apply(world.open, paid, 2_000)


def test_payments_entries_and_records_are_found_by_old_and_new_keys(world: World, ledger: Ledger) -> None:
    paid, made = paid_and_used(world)
    merge(world.open)
    found = ledger.payment(ANA, paid.id)
    assert found is not None and found == ledger.payment(BEN, paid.id) and found.patient == BEN
    assert ledger.payment_with_credit(ANA, paid.id) == (found, ledger.credit(BEN))
    assert ledger.payment_credit_and_person(ANA, paid.id)[:2] == (found, ledger.credit(BEN))
    assert [line.amount for line in ledger.entries_of(found)] == [5_000, -2_000, -3_000, 3_000]
    assert [each.id for each in ledger.records_of(found)] == [made.id]
    assert ledger.payments(ANA, PageRequest(), PaymentScope.ALL).items == ()
    assert [each.id for each in ledger.payments(BEN, PageRequest(), PaymentScope.UNAPPLIED).items] == [paid.id]
    assert world.services.reconcile(ANA) == () == world.services.reconcile(BEN)


def test_a_merged_patient_has_no_credit_of_their_own_any_more(world: World, ledger: Ledger) -> None:
    paid_and_used(world)
    merge(world.open)
    for read in (
        lambda: ledger.credit(ANA),
        lambda: ledger.payment_with_credit(ANA, "pay_none"),
        lambda: ledger.payment_credit_and_person(ANA, "pay_none"),
    ):
        with pytest.raises(PatientMerged) as refused:
            read()
        assert (refused.value.patient, refused.value.into) == (ANA, BEN)
    stored = ledger.stored_credit(ANA)
    assert (stored.balance, stored.payments_unapplied, stored.merged_into) == (0, 0, BEN)
    assert set(stored.by_location.values()) == {0}
    assert ledger.credit(BEN).merged_from == ("pat_ana",)


def test_a_posting_decided_before_a_merge_is_refused_after_it(world: World, ledger: Ledger) -> None:
    paid, _ = paid_and_used(world)
    before, giving = world.now(paid), ledger.credit(ANA)
    merge_record(world, ledger)
    after = before.changed(voided=before.unapplied)
    with pytest.raises(Conflict):
        ledger.commit(post(giving, before, after, kind=EntryKind.VOIDED, actor=SAM, at=world.clock.now()))
    assert ledger.stored_credit(ANA).balance == 3_000


def test_a_merge_begins_only_from_what_it_was_decided_on(world: World, ledger: Ledger) -> None:
    giving, receiving = ledger.stored_credit(ANA), ledger.stored_credit(BEN)
    opened = merge_record(world, ledger)
    with pytest.raises(Conflict):
        ledger.begin_merge(opened, giving, receiving, key_of("mrg_2"))
    with pytest.raises(Conflict):
        ledger.begin_merge(
            replace(opened, patient=EVA, into_id="pat_ben"), ledger.stored_credit(EVA), receiving, key_of("mrg_3")
        )
    with pytest.raises(Conflict):
        ledger.begin_merge(
            replace(opened, patient=EVA, into_id="pat_ana"), ledger.stored_credit(EVA), giving, key_of("mrg_4")
        )


def merge_record(world: World, ledger: Ledger) -> Merge:
    """Ana's merge into Ben, of which nothing moved yet."""
    now = world.clock.now()
    made = Merge(id="mrg_1", patient=ANA, into_id="pat_ben", reason="twice", at=now, by=SAM, next_check_at=now)
    ledger.begin_merge(made, ledger.stored_credit(ANA), ledger.stored_credit(BEN), key_of("mrg_1"))
    return made


def key_of(request_id: str) -> IdempotencyRecord:
    owner = PatientKey("clinic_demo", request_id)
    return IdempotencyRecord(id=request_id, patient=owner, request_hash="h", applications=())


def test_a_chain_is_followed_through(world: World, ledger: Ledger) -> None:
    paid, made = paid_and_used(world)
    merge(world.open, ANA, BEN, "key-1")
    merge(world.open, BEN, EVA, "key-2")
    found = ledger.payment(ANA, paid.id)
    assert found is not None and found.patient == EVA and found.holders == (ANA, BEN, EVA)
    assert [line.amount for line in ledger.entries_of(found)] == [5_000, -2_000, -3_000, 3_000, -3_000, 3_000]
    assert [each.id for each in ledger.records_of(found)] == [made.id]
    assert set(ledger.credit(EVA).merged_from) == {"pat_ana", "pat_ben"}


def test_an_invoice_moves_and_finds_its_earlier_applications(world: World, ledger: Ledger) -> None:
    paid_and_used(world)
    put_invoice(world.open, amount=4_000)
    made = apply_oldest(world.open, 1_000, "key-2")
    merge(world.open)
    found = ledger.invoice(BEN, "inv_1")
    assert isinstance(found, Invoice) and ledger.invoice(ANA, "inv_1") is None
    assert {each.id for each in ledger.applications(BEN, found.applications)} >= {each.id for each in made}
    assert {each.id for each in ledger.applications_to(BEN, "inv_1")} == {each for _, each in found.applications}
    put_invoice(world.open, patient=BEN, amount=500, revision=2)
    after = ledger.invoice(BEN, "inv_1")
    assert after is not None and after.credited == 500


def test_a_merge_is_on_the_work_queue_until_it_is_done(world: World, ledger: Ledger) -> None:
    paid_and_used(world)
    opened = merge_record(world, ledger)
    now = world.clock.now()
    assert WorkItem.of_merge(ANA) in ledger.due(now, 10)
    assert ledger.merge_of(ANA) == opened
    ledger.save_merge(opened.changed(now + timedelta(minutes=5)))
    assert WorkItem.of_merge(ANA) not in ledger.due(now, 10)
    with pytest.raises(Conflict):
        ledger.save_merge(opened.changed(None))


def test_a_payment_moves_once(world: World, ledger: Ledger) -> None:
    paid_and_used(world)
    opened = merge_record(world, ledger)
    seen = ledger.payments(ANA, PageRequest(), PaymentScope.ALL).items
    giving, receiving = ledger.stored_credit(ANA), ledger.stored_credit(BEN)
    posting = move_payments(opened, seen, giving, receiving, world.clock.now())
    ledger.commit(posting)
    with pytest.raises(Conflict):
        ledger.commit(posting)
    assert ledger.credit(BEN).balance == 3_000


def test_an_unpaid_payment_does_not_move_to_a_patient_who_was_merged(world: World, ledger: Ledger) -> None:
    world.started()
    opened = merge_record(world, ledger)
    seen = ledger.payments(ANA, PageRequest(), PaymentScope.ALL).items
    posting = move_payments(opened, seen, ledger.stored_credit(ANA), ledger.stored_credit(BEN), world.clock.now())
    merge(world.open, BEN, EVA, "key-2")
    with pytest.raises(Conflict):
        ledger.commit(posting)


def test_a_top_up_of_before_a_merge_is_not_added_again(world: World, ledger: Ledger) -> None:
    row = world.started_row(request(key="once"))
    assert ledger.add(row)
    merge(world.open)
    assert not ledger.add(row)


def test_disputes_reports_and_the_directory_follow(world: World, ledger: Ledger) -> None:
    paid, _ = paid_and_used(world)
    withdrawn(world.open, paid)
    world.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    merge(world.open)
    (listed,) = ledger.clinic_disputes("clinic_demo", PageRequest(), open_only=True).items
    assert (listed.dispute.patient, listed.payment.patient) == (ANA, BEN)
    found = ledger.directory("clinic_demo", PageRequest(), PatientFilter("Nunez")).items
    assert [each.person.patient for each in found] == [BEN]
    assert ledger.directory("clinic_demo", PageRequest(), PatientFilter("pat_ana")).items == ()


def test_a_merge_does_not_begin_on_an_invoice_or_a_removal_that_it_has_not_seen(world: World, ledger: Ledger) -> None:
    opened = Merge(id="mrg_1", patient=ANA, into_id="pat_ben", reason="twice", at=NOON, by=SAM, next_check_at=NOON)
    for change in (
        lambda: put_invoice(world.open, invoice_id="inv_1"),
        lambda: put_invoice(world.open, invoice_id="inv_2", patient=BEN),
        lambda: ledger.mark_erased(BEN, NOON, NOON),
        lambda: ledger.mark_erased(ANA, NOON, NOON),
    ):
        giving, receiving = ledger.stored_credit(ANA), ledger.stored_credit(BEN)
        change()
        with pytest.raises(Conflict):
            ledger.begin_merge(opened, giving, receiving, key_of("mrg_1"))
    assert (ledger.credit(ANA).invoices, ledger.credit(BEN).invoices) == (1, 1)


def test_an_invoice_is_new_only_while_no_merge_came_between(world: World, ledger: Ledger) -> None:
    seen = ledger.stored_credit(BEN)
    merge_record(world, ledger)
    with pytest.raises(Conflict):
        ledger.add_invoice(invoice(patient=BEN), seen)
    ledger.add_invoice(invoice(patient=BEN), ledger.stored_credit(BEN))


def test_an_invoice_takes_the_place_of_the_other_one_as_it_was_seen(world: World, ledger: Ledger) -> None:
    mine, theirs = put_invoice(world.open, amount=100), put_invoice(world.open, patient=BEN, amount=200)
    after = replace(mine, patient=BEN, version=7)
    for other in (None, replace(theirs, version=9)):
        with pytest.raises(Conflict):
            ledger.move_invoice(mine, after, other)
    ledger.move_invoice(mine, after, theirs)
    assert (ledger.invoice(BEN, "inv_1"), ledger.invoice(ANA, "inv_1")) == (after, None)


def test_all_applications_are_those_of_both_patients(world: World, ledger: Ledger) -> None:
    _, made = paid_and_used(world)
    other = apply(world.open, world.recorded(BEN), 300, "key-2")
    merge(world.open)
    assert {each.id for each in ledger.all_applications(BEN)} == {made.id, other.id}


def test_a_merged_patient_is_not_marked_as_forgotten(world: World, ledger: Ledger) -> None:
    merge_record(world, ledger)
    with pytest.raises(Conflict):
        ledger.mark_erased(ANA, NOON, NOON)
