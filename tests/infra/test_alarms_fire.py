"""Each of these alarms is on while its case is open, by the metrics and the timing of the code itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.credit.errors import Unavailable
from chalicelib.credit.schedule import TRANSFER_RETRY_AFTER
from chalicelib.jobs import schedule
from infra.devstack.settings import ROOT
from infra.packaging.cloudformation import read
from tests.fakes.faults import FaultPlan
from tests.fakes.world import Access, World
from tests.infra.alarm import is_on
from tests.services.actions import withdrawn

FIVE_MINUTES = timedelta(minutes=5)
AN_HOUR = 12


@pytest.fixture
def world() -> World:
    return World()


class StripeFails(FaultPlan):
    """Every look at one PaymentIntent takes a second and fails."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def run(self, name: str, call: Any) -> Any:
        if name == "outcome":
            self._world.clock.pass_time(timedelta(seconds=1))
            raise Unavailable
        return super().run(name, call)


def alarm(metric: str) -> dict[str, Any]:
    """The template's alarm on this metric."""
    resources = read(ROOT / "infra/templates/service.yaml")["Resources"].values()
    alarms = [each["Properties"] for each in resources if each.get("Type") == "AWS::CloudWatch::Alarm"]
    (found,) = (each for each in alarms if each.get("MetricName") == metric)
    return dict(found)


def swept(world: World, access: Access, metric: str, times: int) -> list[list[int]]:
    """The metric's values of each of the next sweeps, five minutes apart."""
    published = []
    for _ in range(times):
        starts = world.clock.now()
        before = world.counters.counts.pop(metric, 0)
        schedule.on_schedule(access.services)
        published.append([world.counters.counts[metric]] if metric in world.counters.counts else [])
        world.counters.counts[metric] += before
        world.clock.pass_time(starts + FIVE_MINUTES - world.clock.now())
    return published


def test_an_item_that_always_fails_turns_sweep_failed_on_and_keeps_it_on(world: World) -> None:
    """It is due again five minutes after it failed, a moment after the next sweep: every other sweep finds it."""
    world.started()
    world.clock.pass_time(FIVE_MINUTES)
    published = swept(world, world.guarded(StripeFails(world)), "SweepFailed", 2 * AN_HOUR)
    assert published[:4] == [[1], [], [1], []]
    states = is_on(alarm("SweepFailed"), published)
    assert True in states[: AN_HOUR // 2] and all(states[AN_HOUR // 2 :])


def test_one_failure_that_the_next_sweep_makes_good_alerts_no_one(world: World) -> None:
    world.started()
    world.clock.pass_time(FIVE_MINUTES)
    published = swept(world, world.guarded(StripeFails(world)), "SweepFailed", 1)
    published += swept(world, world.open, "SweepFailed", AN_HOUR)
    assert not any(is_on(alarm("SweepFailed"), published))


def contradicted(world: World) -> Callable[[], object]:
    paid = world.paid()
    lie = replace(world.stripe.outcome(str(paid.payment_intent_id)), currency="usd")
    world.services.settle_payment(lie, report_id="evt_lie")
    return lambda: world.services.close_quarantined("evt_lie", by="kim", reason="Refunded")


def stuck(world: World) -> Callable[[], object]:
    world.stripe.account_is_empty = True
    withdrawn(world.open, world.paid())
    world.services.sweep()

    def funded() -> None:
        world.stripe.account_is_empty = False
        world.clock.pass_time(TRANSFER_RETRY_AFTER)

    return funded


@pytest.mark.parametrize(
    ("metric", "opened"),
    [("ReportsInQuarantine", contradicted), ("TransfersStuck", stuck)],
    ids=["reports", "transfers"],
)
def test_an_open_case_keeps_its_alarm_on_until_it_is_closed(
    world: World, metric: str, opened: Callable[[World], Callable[[], object]]
) -> None:
    close = opened(world)
    published = swept(world, world.open, metric, 10 * AN_HOUR)
    close()
    published += swept(world, world.open, metric, AN_HOUR)
    states = is_on(alarm(metric), published)
    assert all(states[1:40]) and not any(states[-3:])
