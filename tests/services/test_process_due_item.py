"""Due work items are processed once, in time; one that fails does not block the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.credit.errors import NotAllowed
from chalicelib.credit.records import Application, Dispute, Refund, RefundStatus
from chalicelib.services.ports import WorkItem
from tests.fakes.examples import ANA, BEN
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import World
from tests.services.actions import (
    FailOn,
    InterleaveAt,
    apply,
    assert_consistent,
    due_position,
    position,
    refund,
    reinstated,
    result_of,
    withdrawn,
)

SOON = timedelta(minutes=6)


def record_due(record: Application | Refund | Dispute) -> WorkItem:
    return WorkItem(record.patient, record.payment_id, record.id)


def lost_refund(world: World, when: When, amount: int = 2_000) -> Refund:
    """A refund whose answer got lost."""
    return refund(world.guarded(FailOn("refund", when)), world.paid(), amount)


def known(world: World, record: Refund | Dispute) -> Refund | Dispute:
    found = world.ledger.record(record.patient, record.payment_id, record.id)
    assert isinstance(found, Refund | Dispute)
    return found


@pytest.mark.parametrize("when", When)
def test_a_refund_with_a_lost_response_completes_when_due(world: World, when: When) -> None:
    made = lost_refund(world, when)
    assert world.open.services.process_due_item(record_due(made)) == "gone"
    world.clock.pass_time(SOON)
    assert world.open.services.process_due_item(record_due(made)) == "refund"
    settled = known(world, made)
    assert isinstance(settled, Refund) and settled.status is RefundStatus.SUCCEEDED
    assert world.open.services.process_due_item(record_due(made)) == "gone"
    assert len(world.stripe.refunds) == 1
    assert_consistent(world)


def test_a_transfer_left_due_is_moved(world: World) -> None:
    paid = world.paid()
    withdrawn(world.open, paid)
    assert world.open.services.process_due_item(due_position(paid)) == "transfer"
    assert world.stripe.held(paid) == 0
    assert world.open.services.process_due_item(due_position(paid)) == "gone"


def test_an_item_with_nothing_to_do_is_left_unchanged(world: World) -> None:
    paid = world.paid()
    made = apply(world.open, paid, 100)
    for due in (
        WorkItem(ANA, "pay_unknown"),
        WorkItem(ANA, paid.id, "ref_unknown"),
        WorkItem(BEN, paid.id),
        record_due(made),
    ):
        assert world.open.services.process_due_item(due) == "gone"
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(12))
@pytest.mark.parametrize("lost", When)
def test_following_a_refund_up_may_break_anywhere_and_makes_it_once(
    world: World, at: int, when: When, lost: When
) -> None:
    made = lost_refund(world, lost)
    world.clock.pass_time(SOON)
    result_of(lambda: world.guarded(FaultPlan(at, when)).services.process_due_item(record_due(made)))
    for _ in range(2):
        world.clock.pass_time(SOON)
        world.open.services.sweep()
    settled = known(world, made)
    assert isinstance(settled, Refund) and settled.status is RefundStatus.SUCCEEDED
    assert (len(world.stripe.refunds), world.ledger.credit(ANA).balance) == (1, 3_000)
    assert_consistent(world)


@pytest.mark.parametrize("at", range(10))
def test_the_request_repeated_while_the_sweep_follows_it_up_is_one_refund(world: World, at: int) -> None:
    made = lost_refund(world, When.BEFORE)
    world.clock.pass_time(SOON)
    paid = world.ledger.payment(ANA, made.payment_id)
    assert paid is not None
    rival = InterleaveAt(at, lambda: refund(world.open, paid, 2_000))
    world.guarded(rival).services.process_due_item(record_due(made))
    settled = known(world, made)
    assert isinstance(settled, Refund) and settled.status is RefundStatus.SUCCEEDED
    assert (len(world.stripe.refunds), world.ledger.credit(ANA).balance) == (1, 3_000)
    assert_consistent(world)


def test_one_refund_that_breaks_every_time_leaves_the_other_work_alone(world: World) -> None:
    broken, fine = lost_refund(world, When.BEFORE, 1_111), lost_refund(world, When.BEFORE, 2_000)
    disputed = world.paid(BEN)
    withdrawn(world.open, disputed)
    world.clock.pass_time(SOON)

    class OneBreaks(FaultPlan):
        def run(self, name: str, call: object) -> object:
            if name == "refund" and self.calls.count("refund") == 0:
                self.calls.append(name)
                raise ZeroDivisionError
            return super().run(name, call)  # type: ignore[arg-type]

    report = world.guarded(OneBreaks()).services.sweep()
    assert report.counts["failed"] == 1 and report.counts["refund"] == 1
    assert {known(world, one).next_check_at is None for one in (broken, fine)} == {True, False}
    assert position(world.open, disputed).next_check_at is None and world.stripe.held(disputed) == 0
    world.clock.pass_time(SOON)
    world.open.services.sweep()
    assert known(world, broken).next_check_at is None
    for patient in (ANA, BEN):
        assert_consistent(world, patient)


def test_a_failed_item_is_retried_after_the_others(world: World) -> None:
    made = lost_refund(world, When.BEFORE)
    dispute = withdrawn(world.open, world.paid())
    world.clock.pass_time(SOON)
    for record in (made, dispute):
        world.open.services.reschedule(record_due(record))
        assert known(world, record).next_check_at == world.clock.now() + timedelta(minutes=5)
        assert world.open.services.process_due_item(record_due(record)) == "gone"


def test_rescheduling_does_not_revive_a_finished_item(world: World) -> None:
    paid = world.paid()
    done = refund(world.open, paid, 100)
    world.open.services.reschedule(record_due(done))
    world.open.services.reschedule(WorkItem(ANA, "pay_unknown"))
    assert known(world, done).next_check_at is None


@pytest.mark.parametrize("at", range(4))
def test_rescheduling_never_undoes_a_concurrent_change(world: World, at: int) -> None:
    paid = world.paid()
    dispute = withdrawn(world.open, paid)
    rival = InterleaveAt(at, lambda: reinstated(world.open, paid))
    result_of(lambda: world.guarded(rival).services.reschedule(record_due(dispute)))
    reinstated(world.open, paid)
    assert world.ledger.credit(ANA).balance == 5_000
    for _ in range(2):
        world.clock.pass_time(SOON)
        world.open.services.sweep()
    assert position(world.open, paid).next_check_at is None and world.stripe.held(paid) == 5_000


def test_a_full_sweep_leaves_nothing_due_and_a_consistent_ledger(world: World) -> None:
    for patient in (ANA, BEN):
        lost_refund(world, When.BEFORE)
        withdrawn(world.open, world.paid(patient))
    world.stripe.account_is_empty = True
    world.clock.pass_time(SOON)
    world.open.services.sweep()
    world.stripe.account_is_empty = False
    world.clock.pass_time(timedelta(hours=7))
    report = world.open.services.sweep()
    assert report.counts["transfer"] == 4 and not report.discrepancies
    for payment in world.ledger.all_payments():
        reinstated(world.open, payment) if payment.disputed else None
    world.clock.pass_time(timedelta(days=30))
    world.open.services.sweep()
    world.clock.pass_time(timedelta(days=30))
    assert not world.open.services.sweep().counts
    assert isinstance(result_of(lambda: refund(world.open, world.paid(), 5_001)), NotAllowed)
