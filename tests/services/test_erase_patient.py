"""Erasing a patient: personal data goes, and every amount stays right to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import NotFound, Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.payment import Payment
from chalicelib.credit.person import Person
from chalicelib.credit.schedule import FILES_GONE_AFTER
from chalicelib.services.patients.erase_patient import ErasureResult, PendingActivity
from chalicelib.services.receipts.issue_receipt import needs_receipt
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World, assert_adds_up, request
from tests.services.actions import KIM, DieAt, FailOn, apply, put_invoice, refund, result_of
from tests.services.merges import begun


def forget(access: Access, patient: PatientKey = ANA) -> ErasureResult:
    return access.services.erase_patient(patient)


@pytest.fixture
def paid(world: World) -> Payment:
    """Ana paid, has a receipt, spent some and got some back; Ben also paid."""
    for patient in (ANA, BEN):
        payment = world.paid(patient)
        world.open.services.issue_receipt(payment)
    mine = next(each for each in world.ledger.all_payments() if each.patient == ANA)
    apply(world.open, mine, 1_000)
    refund(world.open, mine, 500)
    return mine


def test_nothing_that_names_the_patient_stays(world: World, paid: Payment) -> None:
    assert forget(world.open) == ErasureResult(payments=1, receipts=1, cards=1)
    everything = repr([world.ledger.payment(ANA, paid.id), *world.ledger.records_of(world.now(paid))])
    assert "Ana" not in everything and "Núñez" not in everything
    assert not [name for name in world.receipts.files if ANA.patient_id in name]
    assert world.stripe.cards(str(world.ledger.credit(ANA).customer_id)) == ()


@pytest.mark.parametrize("payments", [100, 101])
def test_a_patient_of_many_payments_is_erased_whole(world: World, payments: int) -> None:
    for _ in range(payments):
        world.clock.pass_time(timedelta(hours=2))
        world.open.services.issue_receipt(world.paid(amount=500))
    assert forget(world.open).payments == payments
    assert not [each for each in world.ledger.all_payments() if "Ana" in repr(each)]
    assert not [name for name in world.receipts.files if ANA.patient_id in name]


def test_erasure_removes_what_staff_wrote_on_invoices(world: World, paid: Payment) -> None:
    put_invoice(world.open, label="Physiotherapy for Ana")
    forget(world.open)
    put_invoice(world.open, label="Physiotherapy for Ana")
    kept = world.ledger.invoice(ANA, "inv_1")
    assert kept is not None and (kept.label, kept.amount) == (None, 12_000)


def test_erasure_leaves_every_amount_unchanged(world: World, paid: Payment) -> None:
    before, entries = world.ledger.credit(ANA), world.ledger.all_entries(ANA)
    forget(world.open)
    after = replace(world.ledger.credit(ANA), erased_at=None, erasure_due_at=None)
    assert (after, world.ledger.all_entries(ANA)) == (before, entries)
    assert world.services.reconcile(ANA) == ()
    assert_adds_up(world)
    assert (world.now(paid).amount, world.now(paid).card) == (paid.amount, paid.card)


def test_erasing_one_patient_leaves_other_patients_untouched(world: World, paid: Payment) -> None:
    forget(world.open)
    [bens] = [each for each in world.ledger.all_payments() if each.patient == BEN]
    assert bens.patient_name and bens.erased_at is None
    assert [name for name in world.receipts.files if BEN.patient_id in name]
    assert world.stripe.cards(str(world.ledger.credit(BEN).customer_id))


def test_erased_receipts_are_deleted_and_not_rendered_again(world: World, paid: Payment) -> None:
    forget(world.open)
    assert not needs_receipt(world.now(paid))
    world.open.services.issue_receipt(world.now(paid))
    access = world.open
    with pytest.raises(NotFound):
        access.services.link_receipt(ANA, paid.id)
    with pytest.raises(NotFound):
        access.services.link_duplicate(ANA, paid.id, KIM)
    assert not [name for name in world.receipts.files if ANA.patient_id in name]


def test_credit_that_is_left_can_still_be_spent_or_given_back(world: World, paid: Payment) -> None:
    forget(world.open)
    apply(world.open, world.now(paid), 2_000, key="after")
    refund(world.open, world.now(paid), 1_500, key="after")
    assert world.ledger.credit(ANA).balance == 0
    assert_adds_up(world)


def test_a_patient_with_an_open_top_up_is_not_partly_erased(world: World, paid: Payment) -> None:
    world.started()
    sentence = r"^A top-up or a receipt of this patient is under way\. Try again when it is done\.$"
    with pytest.raises(PendingActivity, match=sentence):
        forget(world.open)
    assert world.now(paid).patient_name and world.receipts.files


def test_a_patient_whose_merge_is_under_way_is_not_erased_and_told_so(world: World, paid: Payment) -> None:
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    begun(world)
    with pytest.raises(
        PendingActivity, match=r"^A merge into this patient is under way\. Try again when it is done\.$"
    ):
        forget(world.open, BEN)


def test_a_patient_with_a_pending_receipt_is_not_erased(world: World) -> None:
    paid = world.paid()
    with pytest.raises(PendingActivity):
        forget(world.open)
    world.open.services.issue_receipt(paid)
    assert forget(world.open).payments == 1


@pytest.mark.parametrize("starts", [ANA, BEN])
def test_a_card_that_a_top_up_stored_after_a_merge_is_removed(world: World, starts: PatientKey) -> None:
    """Whichever patient's it was: a card is stored with the customer that its PaymentIntent was made for."""
    for patient in (ANA, BEN):
        world.services.issue_receipt(world.paid(patient))
    opened = world.started(starts)
    asked = MergeRequest(patient=BEN, into=ANA, reason="twice", actor=KIM, idempotency_key="key-1")
    world.services.merge_patients(asked)
    world.services.settle_payment(world.stripe.pay(str(opened.payment_intent_id)), report_id="evt_late")
    world.services.issue_receipt(world.now(opened))
    forget(world.open)
    assert not [card for cards in world.stripe.wallet.values() for card in cards]


def test_erasing_an_unknown_patient_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        forget(world.open, BEN)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(16))
def test_an_interrupted_erasure_is_completed_by_repeating_it(world: World, paid: Payment, at: int, when: When) -> None:
    try:
        forget(world.guarded(FaultPlan(at, when)))
    except Unavailable:
        forget(world.open)
    assert forget(world.open) == ErasureResult(0, 0, 0)
    assert world.now(paid).patient_name == "" and not [name for name in world.receipts.files if "pat_ana" in name]
    assert world.stripe.cards(str(world.ledger.credit(ANA).customer_id)) == ()
    assert_adds_up(world)


def full(world: World) -> None:
    """Something of each kind that a removal touches."""
    paid = world.paid()
    world.services.issue_receipt(paid)
    refund(world.open, paid, 500, reason="Ana moved away")
    put_invoice(world.open, label="Physiotherapy for Ana")
    world.services.save_person(Person(patient=ANA, name="Ana Núñez", email="ana@example.com"))
    world.services.choose_notices(ANA, "ana@example.com", frozenset())


def left_of(world: World) -> list[object]:
    """All that still names the patient."""
    of_payments = [(each, world.ledger.records_of(each)) for each in world.ledger.all_payments()]
    told = [each for each in of_payments if "Ana" in repr(each)]
    person, notices = world.ledger.person(ANA), world.ledger.notice_preferences(ANA)
    labels = [each.label for each in world.ledger.invoices(ANA) if each.label]
    cards = world.stripe.cards(str(world.ledger.credit(ANA).customer_id))
    return [*told, *labels, *cards, *world.receipts.files, *filter(None, (person, notices.email))]


def calls_of_a_removal() -> int:
    world, plan = World(), FaultPlan()
    full(world)
    forget(world.guarded(plan))
    return len(plan.calls)


@pytest.mark.parametrize("when", When)
def test_a_removal_that_dies_at_any_call_after_its_mark_is_finished_by_the_sweep(when: When) -> None:
    for at in range(calls_of_a_removal()):
        world = World()
        full(world)
        with pytest.raises(SystemExit):
            forget(world.guarded(DieAt(at, when)))
        has_begun = world.ledger.credit(ANA).erased_at is not None
        for _ in range(3):
            world.clock.pass_time(FILES_GONE_AFTER)
            assert not world.services.sweep().broken
        assert (left_of(world) == []) == has_begun, at
        assert world.ledger.credit(ANA).erasure_due_at is None
        assert_adds_up(world)


def test_a_removal_that_fails_is_tried_again_and_delays_no_other_work(world: World, paid: Payment) -> None:
    with pytest.raises(SystemExit):
        forget(world.guarded(DieAt(4, When.AFTER)))
    for _ in range(2):
        world.clock.pass_time(FILES_GONE_AFTER)
        broken = world.guarded(FailOn("cards", When.BEFORE, times=9)).services.sweep()
        assert broken.counts["failed"] == 1
    world.clock.pass_time(FILES_GONE_AFTER)
    assert world.services.sweep().counts["erasure"] == 1
    assert world.ledger.credit(ANA).erasure_due_at is None and world.now(paid).patient_name == ""


def test_a_top_up_that_was_starting_while_its_patient_was_erased_keeps_no_name(world: World) -> None:
    full(world)
    late = world.started_row(request(key="late"))
    forget(world.open)
    assert world.ledger.add(late)
    started = world.stripe.start(late, str(world.ledger.credit(ANA).customer_id))
    world.services.settle_payment(world.stripe.pay(started.payment_intent_id), report_id="evt_late")
    for _ in range(5):
        world.clock.pass_time(FILES_GONE_AFTER)
        assert not world.services.sweep().broken
    assert left_of(world) == [] and world.ledger.credit(ANA).erasure_due_at is None
    assert_adds_up(world)


@pytest.mark.parametrize("at", range(8))
def test_a_receipt_drawn_while_a_patient_is_erased_does_not_stay(world: World, at: int) -> None:
    payment = world.paid()
    world.open.services.issue_receipt(payment)
    world.open.services.link_duplicate(ANA, payment.id, KIM)
    due = world.now(payment)

    class Erased(FaultPlan):
        """The operator erases, at the same time as the duplicate is drawn."""

        def run(self, name: str, call: Any) -> Any:
            if len(self.calls) == at:
                now = world.ledger.payment(ANA, due.id)
                assert now is not None
                world.ledger.save(now.changed(erased_at=world.clock.now(), next_check_at=world.clock.now()))
                world.receipts.forget(now)
            return super().run(name, call)

    result_of(lambda: world.guarded(Erased()).services.issue_receipt(due))
    assert world.now(due).erased_at is None or not world.receipts.files


@pytest.mark.parametrize("at", range(16))
def test_an_erasure_that_stops_halfway_leaves_no_payment_without_its_receipt(world: World, at: int) -> None:
    payment = world.paid()
    world.open.services.issue_receipt(payment)
    result_of(lambda: forget(world.guarded(FaultPlan(at, When.BEFORE))))
    for _ in range(2):
        world.clock.pass_time(FILES_GONE_AFTER)
        world.open.services.sweep()
    assert (world.now(payment).erased_at is None) == bool(world.receipts.files)
    assert world.now(payment).next_check_at is None
