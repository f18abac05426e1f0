"""Merges: everything of one patient becomes another's, to the cent, whatever dies on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.balance_import import ImportRequest
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
from chalicelib.credit.merge import Merge, MergeRequest, PatientMerged
from chalicelib.credit.payment import Card, Payment, PaymentStatus
from chalicelib.credit.person import Person
from chalicelib.credit.stripe_report import PaymentReportKind
from chalicelib.credit.transfer import TransferRequest
from chalicelib.services.patients.finish_merge import MOST_AT_ONCE
from chalicelib.services.ports import CardOnFile, WorkItem
from tests.fakes.examples import ANA, BEN, CHO
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World, request
from tests.services.actions import (
    KIM,
    DieAt,
    FailOn,
    InterleaveAt,
    apply,
    apply_oldest,
    assert_consistent,
    put_invoice,
    refund,
    reinstated,
    result_of,
    withdrawn,
)

DEE, EVA = PatientKey("clinic_demo", "pat_dee"), PatientKey("clinic_demo", "pat_eva")


def merge(
    access: Access, patient: PatientKey = ANA, into: PatientKey = BEN, key: str = "key-1", **changes: Any
) -> Merge:
    usual = {"reason": "registered twice", "actor": KIM, **changes}
    return access.services.merge_patients(MergeRequest(patient=patient, into=into, idempotency_key=key, **usual))


def moved(world: World, payment: Payment, to: PatientKey = BEN) -> Payment:
    found = world.now(payment)
    assert found.patient == to
    return found


def assert_merged(world: World, patient: PatientKey = ANA, into: PatientKey = BEN) -> None:
    assert world.ledger.stored_credit(patient).balance == 0
    assert [each for each in world.ledger.all_payments() if each.patient == patient] == []
    assert_consistent(world, patient)
    assert_consistent(world, into)


@pytest.fixture(autouse=True)
def known(world: World) -> None:
    for patient in (ANA, BEN, DEE, EVA):
        world.services.provision_patient(patient)


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


def begun(world: World) -> None:
    """Ana's merge into Ben is recorded, and nothing has moved."""
    merge(world.guarded(FailOn("merge_of", When.BEFORE)))


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


def test_an_open_top_up_is_credited_to_the_other_patient_by_event_or_settle_or_sweep(world: World) -> None:
    opened = [world.started() for _ in range(3)]
    merge(world.open)
    for payment in opened:
        world.stripe.pay(str(payment.payment_intent_id))
    report = world.stripe.outcome(str(opened[0].payment_intent_id))
    assert report.pointer.patient == ANA
    world.services.settle_payment(report, report_id="evt_late")
    world.services.settle_top_up(BEN, opened[1].id)
    world.clock.pass_time(timedelta(hours=1))
    world.services.sweep()
    assert [moved(world, each).status for each in opened] == [PaymentStatus.SUCCEEDED] * 3
    assert world.ledger.credit(BEN).balance == 15_000
    assert_merged(world)


def test_a_top_up_that_started_while_its_patient_was_merged_is_moved_when_it_is_paid(world: World) -> None:
    late = world.started_row(request(key="late"))
    merge(world.open)
    assert world.ledger.add(late)
    started = world.stripe.start(late, "cus_x")
    report = world.stripe.pay(started.payment_intent_id)
    world.services.settle_payment(report, report_id="evt_late")
    assert moved(world, late).unapplied == 5_000
    assert_merged(world)


def test_the_same_key_starts_no_second_top_up_after_a_merge(world: World) -> None:
    first = world.open.start(request(key="once"))
    merge(world.open)
    again = world.open.start(request(key="once"))
    assert (again.id, again.payment_intent_id) == (first.id, first.payment_intent_id) and again.patient == BEN
    with pytest.raises(PatientMerged):
        world.open.start(request(key="another"))


def test_a_payment_intent_lost_before_a_merge_is_found_again_after_it(world: World) -> None:
    with pytest.raises(Unavailable):
        world.guarded(FailOn("save", When.BEFORE)).start(request())
    merge(world.open)
    started = world.open.start(request())
    assert started.patient == BEN and list(world.stripe.intents) == [started.payment_intent_id]


@pytest.mark.parametrize("at", range(9))
def test_a_merge_at_any_call_of_a_start_makes_no_second_payment_intent(world: World, at: int) -> None:
    result_of(lambda: world.guarded(InterleaveAt(at, lambda: merge(world.open))).start(request()))
    result_of(lambda: world.open.start(request()))
    assert len(world.stripe.intents) <= 1


def test_a_payment_intent_lost_before_a_merge_is_closed_by_the_sweep(world: World) -> None:
    with pytest.raises(Unavailable):
        world.guarded(FailOn("save", When.BEFORE)).start(request())
    merge(world.open)
    world.clock.pass_time(timedelta(hours=25))
    world.services.sweep()
    (made,) = world.stripe.intents.values()
    assert made.outcome.kind is PaymentReportKind.CANCELED
    assert [each.status for each in world.ledger.all_payments()] == [PaymentStatus.CANCELED]


def test_a_lost_payment_intent_is_closed_though_a_merge_replaced_its_customer(world: World) -> None:
    world.stripe.wallet[str(world.ledger.credit(ANA).customer_id)] = [on_file("pm_a")]
    with pytest.raises(Unavailable):
        world.guarded(FailOn("start", When.AFTER)).start(request(BEN))
    merge(world.open)
    world.clock.pass_time(timedelta(hours=25))
    world.services.sweep()
    (made,) = world.stripe.intents.values()
    assert made.customer_id != world.ledger.credit(BEN).customer_id, "not replaced"
    assert made.outcome.kind is PaymentReportKind.CANCELED


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
    assert owed is not None and (owed.credited, owed.left) == (3_000, 1_000)
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


def test_an_unfinished_merge_is_named_until_everything_has_moved(world: World) -> None:
    world.stripe.wallet[str(world.ledger.credit(ANA).customer_id)] = [on_file("pm_a")]
    merge(world.guarded(FailOn("cards", When.BEFORE, times=9)))
    assert [each.patient for each in world.services.unfinished_merges(world.ledger.credit(BEN))] == [ANA]
    world.clock.pass_time(timedelta(minutes=10))
    world.services.sweep()
    assert world.services.unfinished_merges(world.ledger.credit(BEN)) == ()


def on_file(card_id: str) -> CardOnFile:
    return CardOnFile(id=card_id, card=Card("visa", "4242"), exp_month=1, exp_year=2030)


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


def test_many_payments_move_in_bounded_steps(world: World) -> None:
    for _ in range(2 * MOST_AT_ONCE + 1):
        world.recorded(amount=100)
    merge(world.open)
    assert world.ledger.credit(BEN).balance == 100 * (2 * MOST_AT_ONCE + 1)
    assert_merged(world)


def calls_of_a_merge() -> int:
    world = staged()
    plan = FaultPlan()
    merge(world.guarded(plan))
    return len(plan.calls)


def staged() -> World:
    """Two patients with all that can move."""
    world = World()
    for patient in (ANA, BEN):
        world.services.provision_patient(patient)
    world.stripe.wallet[str(world.ledger.credit(ANA).customer_id)] = [on_file("pm_a")]
    world.stripe.wallet[str(world.ledger.credit(BEN).customer_id)] = [on_file("pm_b")]
    world.paid()
    world.started()
    world.recorded(BEN)
    put_invoice(world.open, amount=4_000)
    apply_oldest(world.open, 3_000)
    world.services.save_person(Person(patient=ANA, name="Ana Núñez"))
    return world


@pytest.mark.parametrize("again", ["sweep", "press"])
@pytest.mark.parametrize("when", list(When))
def test_a_merge_that_dies_at_any_call_is_finished_by_the_sweep_or_by_pressing_again(again: str, when: When) -> None:
    for at in range(calls_of_a_merge()):
        world = staged()
        with pytest.raises(SystemExit):
            merge(world.guarded(DieAt(at, when)))
        has_begun = world.ledger.merge_of(ANA) is not None
        if again == "press" or not has_begun:
            merge(world.open)
        else:
            world.clock.pass_time(timedelta(minutes=10))
            world.services.sweep()
        assert world.ledger.credit(BEN).balance == 2_000 + 5_000, at
        done = world.ledger.merge_of(ANA)
        assert done is not None and done.next_check_at is None
        assert world.ledger.person(ANA) is None and world.ledger.invoices(ANA) == []
        assert_merged(world)


def test_other_acts_at_any_call_of_a_merge_spend_no_credit_twice() -> None:
    for at in range(calls_of_a_merge()):
        world = staged()

        def meanwhile(world: World = world, at: int = at) -> None:
            result_of(lambda: apply_oldest(world.open, 2_000, f"key-{at}", invoice_id="inv_x"))
            result_of(lambda: apply_oldest(world.open, 1_000, f"key-{at}", patient=BEN, invoice_id="inv_y"))

        merge(world.guarded(InterleaveAt(at, meanwhile)))
        world.clock.pass_time(timedelta(minutes=10))
        world.services.sweep()
        applied = sum(payment.applied for payment in world.ledger.all_payments())
        assert world.ledger.credit(BEN).balance == 5_000 + 5_000 - applied
        assert_merged(world)


def test_what_stripe_does_not_let_a_merge_finish_the_sweep_finishes(world: World) -> None:
    world.paid()
    merge(world.guarded(FailOn("cards", When.BEFORE, times=9)))
    assert world.ledger.credit(BEN).balance == 5_000
    pending = world.ledger.merge_of(ANA)
    assert pending is not None and pending.next_check_at
    world.clock.pass_time(timedelta(minutes=10))
    world.services.sweep()
    done = world.ledger.merge_of(ANA)
    assert done is not None and done.next_check_at is None
    assert_merged(world)


IMPORTED = b"patient_id,name,amount,location_id,as_of,reference\npat_ana,Ana,50.00,loc_main,2026-01-31,Old 17\n"


def import_balances(access: Access) -> Any:
    asked = ImportRequest(clinic_id="clinic_demo", content=IMPORTED, actor=KIM, idempotency_key="import")
    return result_of(lambda: access.services.import_balances(asked))


def test_an_import_of_a_merged_patients_balance_names_the_other_patient(world: World) -> None:
    merge(world.open)
    refused = import_balances(world.open)
    assert isinstance(refused, CreditError) and "pat_ben" in str(refused.errors)


def test_a_merge_at_any_call_of_an_import_loses_and_doubles_no_line() -> None:
    plan = FaultPlan()
    import_balances(staged().guarded(plan))
    for at in range(len(plan.calls)):
        world = staged()
        made = import_balances(world.guarded(InterleaveAt(at, lambda world=world: merge(world.open))))  # type: ignore[misc]
        world.clock.pass_time(timedelta(hours=1))
        world.services.sweep()
        expected = 2_000 + 5_000 + (0 if isinstance(made, CreditError) else 5_000)
        assert world.ledger.credit(BEN).balance == expected, at
        assert_merged(world)
