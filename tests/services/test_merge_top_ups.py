"""A top-up from before a merge is charged once, and credited to the other patient or canceled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.merge import PatientMerged
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.stripe_report import PaymentReportKind
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import When
from tests.fakes.world import World, request
from tests.services.actions import FailOn, InterleaveAt, result_of
from tests.services.merges import assert_merged, merge, moved, on_file

pytestmark = pytest.mark.usefixtures("known")


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


def test_a_top_up_resumed_after_a_merge_is_under_its_first_patient_s_customer(world: World) -> None:
    """Under another customer, a PaymentIntent whose response was lost would be made a second time."""
    gil = PatientKey(ANA.clinic_id, "pat_gil")
    with pytest.raises(Unavailable):
        world.guarded(FailOn("create_customer", When.AFTER)).start(request(gil))
    merge(world.open, gil)
    started = world.open.start(request(gil))
    assert (started.patient, started.customer_id) == (BEN, world.stripe.customers[gil])


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
