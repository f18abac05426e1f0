"""The counts for alarms and graphs, each under the name that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.credit.errors import MailNotTaken, MailRefused, RefusedByStripe, Unavailable
from chalicelib.credit.person import Person
from chalicelib.credit.stripe_report import MoneyMovement
from chalicelib.credit.webhooks import Delivery
from chalicelib.jobs import schedule
from tests.fakes.events import endpoint_for, paid_event
from tests.fakes.examples import ANA
from tests.fakes.faults import When
from tests.fakes.small import NOON
from tests.fakes.world import World
from tests.services.actions import FailOn, withdrawn

LATER = timedelta(minutes=6)


def disputed(world: World) -> None:
    withdrawn(world.open, world.paid())


def moved(world: World) -> None:
    disputed(world)
    world.clock.pass_time(LATER)
    world.services.sweep()


def refused_transfer(world: World) -> None:
    disputed(world)
    world.clock.pass_time(LATER)
    plan = FailOn("move", When.BEFORE)
    run = plan.run

    def refusing(name: str, call: Callable[[], object]) -> object:
        if name == "move":
            raise RefusedByStripe("balance_insufficient")
        return run(name, call)

    plan.run = refusing  # type: ignore[method-assign]
    world.guarded(plan).services.sweep()


def settled_by_looking(world: World) -> None:
    started = world.started()
    world.stripe.pay(str(started.payment_intent_id))
    world.clock.pass_time(LATER)
    world.services.sweep()


def unrecorded(world: World) -> None:
    world.stripe.balance_movements += [MoneyMovement(world.clock.now(), f"py_{number}", None) for number in range(3)]
    world.services.sweep()


def delivered(world: World) -> None:
    endpoint = endpoint_for(ANA.clinic_id)
    world.events.save_endpoint(endpoint)
    world.services.deliver_event(Delivery(endpoint.id, paid_event(1)), 1, NOON)


def failed_delivery(world: World) -> None:
    world.webhooks.responses.append(500)
    endpoint = endpoint_for(ANA.clinic_id)
    world.events.save_endpoint(endpoint)
    world.services.deliver_event(Delivery(endpoint.id, paid_event(1)), 99, NOON - timedelta(days=3))


def noticed(*faults: Exception) -> Callable[[World], None]:
    def act(world: World) -> None:
        world.services.save_person(Person(patient=ANA, name="Ana", email="ana@example.com"))
        world.mailer.faults += faults
        world.services.send_notices(paid_event(1))

    return act


def overdue(world: World) -> None:
    started = world.started()
    assert started.next_check_at
    world.clock.pass_time(started.next_check_at - world.clock.now() + timedelta(seconds=90.9))
    assert world.services.measure_due_work() == 90


def disabled_endpoints(world: World) -> None:
    world.event_endpoints.number_disabled = 2
    assert world.services.measure_event_endpoints() == 2


COUNTED: list[tuple[Callable[[World], None], dict[str, int]]] = [
    (disputed, {"DisputesOpened": 1, "DisputesPosted": 1, "DisputesThatDoNotFit": 0}),
    (moved, {"TransfersMoved": 1, "TransfersRefused": 0}),
    (refused_transfer, {"TransfersMoved": 0, "TransfersRefused": 1}),
    (settled_by_looking, {"SettledByLooking": 1, "PaymentsSettled": 1, "WorkReceipt": 1, "WorkAudited": 1}),
    (unrecorded, {"MovementsNotRecorded": 3, "WorkUnrecorded": 3, "EventsReceived": 0}),
    (delivered, {"EventsDelivered": 1, "EventsGivenUp": 0}),
    (failed_delivery, {"EventsDelivered": 0, "EventsGivenUp": 1}),
    (noticed(), {"NoticesSent": 1, "NoticesNotSent": 0, "NoticesUnconfirmed": 0}),
    (noticed(MailRefused("x")), {"NoticesSent": 0, "NoticesNotSent": 1, "NoticesUnconfirmed": 0}),
    (noticed(Unavailable()), {"NoticesSent": 0, "NoticesNotSent": 0, "NoticesUnconfirmed": 1}),
    (noticed(MailNotTaken()), {"NoticesSent": 0, "NoticesNotSent": 0, "NoticesUnconfirmed": 0}),
    (overdue, {"OldestDueAge": 90}),
    (disabled_endpoints, {"StripeEndpointsDisabled": 2}),
]


@pytest.mark.parametrize(("act", "counts"), COUNTED)
def test_an_alarm_sees_what_happened(world: World, act: Callable[[World], None], counts: dict[str, int]) -> None:
    act(world)
    found = world.counters.counts
    assert {name: found[name] for name in counts} == counts


def test_nothing_due_is_an_age_of_zero_and_every_gauge_has_a_value_after_each_run(world: World) -> None:
    schedule.on_schedule(world.services)
    gauges = {"OldestDueAge", "ReportsInQuarantine", "TransfersStuck", "StripeEndpointsDisabled", "EventsReceived"}
    assert gauges <= set(world.counters.counts) and not any(world.counters.counts[name] for name in gauges)
