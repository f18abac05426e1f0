"""The process dies at every single call of every flow; then the flow is repeated."""

from __future__ import annotations

import pytest

from tests.figures import Figure
from tests.simulation.clinic_flows import EVERY_FLOW
from tests.simulation.crash_points import (
    BreakAt,
    Point,
    crash,
    deaths,
    followed_unbroken,
    forgotten,
    points,
    prologue_of,
    run,
)
from tests.simulation.faults import Fault
from tests.simulation.flows import Deed, Flow
from tests.simulation.followed import Followed
from tests.simulation.prologue import Prologue, lived
from tests.simulation.service import tables


@pytest.mark.parametrize("flow", EVERY_FLOW, ids=lambda flow: flow.name)
def test_nothing_is_lost_or_doubled_wherever_the_process_dies(flow: Flow, figure: Figure) -> None:
    existing = list(deaths(flow))
    assert existing, "a flow without a call is no flow"
    followed = followed_unbroken(flow)
    covered = sum(crash(point, followed) for point in existing)
    figure(f"crash points of {flow.name}: {covered} covered of {len(existing)}")
    assert covered == len(existing), "a point was not reached"
    last = existing[-1]
    assert _life(last, prologue_of(flow)) == _life(last, lived(flow.prepare)), "a life changed what came before it"


@pytest.mark.parametrize("flow", EVERY_FLOW, ids=lambda flow: flow.name)
def test_an_expired_stripe_key_never_charges_twice(flow: Flow) -> None:
    followed = Followed()
    for point in forgotten(flow):
        assert crash(point, followed), f"{point} was not reached"


def test_a_payment_intent_made_after_its_5xx_does_not_stay_open() -> None:
    (starting,) = (flow for flow in EVERY_FLOW if flow.name == "a patient starts a first top-up")
    late = list(points(starting, faults=(Fault.BROKEN_LATE,)))
    assert late and all(map(crash, late))


def _life(point: Point, prologue: Prologue[Deed]) -> object:
    """All that happens in it, and what it leaves."""
    day = run(prologue, BreakAt(point.at, point.fault), point.gap_s, Followed())
    left = [list(table.items()) for table in day.service.database.tables.values()]
    return list(map(str, day.scheduler.trace)), left, day.stripe.objects, day.stripe.events, day.invariants.checks


def test_the_simulated_tables_have_the_indexes_of_the_real_ones() -> None:
    assert set(tables()["credit"].indexes) == {"by-clinic", "to-do"}
