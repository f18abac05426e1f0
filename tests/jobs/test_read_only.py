"""Jobs in a read-only stage: nothing is written, and what was due is done when the switch is off again."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.aws.work_messages import message_of
from chalicelib.credit.payment import PaymentStatus
from chalicelib.credit.read_only import ReadOnly
from chalicelib.jobs import doctor, night, schedule, work
from chalicelib.services.ports import DueItem
from tests.api.authorization_matrix import everything
from tests.fakes.small import NOON
from tests.fakes.world import World

SWITCH = ReadOnly(since=NOON, by="kim", reason="moving")


def due(world: World) -> DueItem:
    (item,) = world.ledger.due_between(world.clock.now(), world.clock.now() + timedelta(days=1), 10)
    world.clock.pass_time(timedelta(hours=25))
    return item


def test_due_work_waits_and_is_done_once_the_switch_is_off() -> None:
    world = World()
    started = world.started()
    item = due(world)
    world.stripe.pay(str(started.payment_intent_id))
    world.clinics.save_read_only(SWITCH)
    services, before = world.services, everything(world)
    assert work.on_due_work([{"body": message_of(item.item)}], services) == {"paused": 1}
    assert schedule.on_schedule(services) == night.on_night(services) == {"paused": 1}
    assert everything(world) == before
    world.clinics.save_read_only(None)
    world.clock.pass_time(timedelta(seconds=5))
    schedule.on_schedule(services)
    assert world.now(started).status is PaymentStatus.SUCCEEDED


def test_of_a_single_clinic_due_work_goes_on() -> None:
    world = World()
    world.clinics.save_read_only(
        ReadOnly(since=NOON, by="kim", reason="leaving", clinic_ids=frozenset({"clinic_demo"}))
    )
    assert "paused" not in schedule.on_schedule(world.services)


def test_the_doctor_reminds_of_the_switch() -> None:
    world = World()
    world.clinics.save_read_only(SWITCH)
    (found,) = world.services.examine_deployment()
    assert found.what == "The stage is read-only since 2026-11-23 12:00 UTC: moving"
    assert doctor.on_doctor(world.services) == {"findings": 1}
