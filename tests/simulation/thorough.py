"""Exhaustive checks: every order in which flows meet, every call that can break."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.clinic_flows import EVERY_FLOW
from tests.simulation.crash_points import Point, crash, deaths, forgotten, points
from tests.simulation.interleavings import explore
from tests.simulation.races import EVERY_ACTOR, RACES, settling
from tests.simulation.run import SeedFailed

MOST_ORDERS = 100_000


def _found(what: str, failed: SeedFailed) -> SeedFailed:
    """The same, with where it was found."""
    return SeedFailed(failed.found, f"{failed}\n{what} found: {failed.found}")


def meet_in_every_order() -> str:
    """Raises SeedFailed."""
    total = 0
    for prepare in RACES.values():
        try:
            total += explore(prepare, reduced=True).orders
        except SeedFailed as failed:
            raise _found("race", failed) from None
    return f"{total}, of {len(RACES)} meetings"


def every_actor_settles() -> str:
    """Webhook, webhook, /settle and the sweep. Raises SeedFailed."""
    found = explore(settling(*EVERY_ACTOR), reduced=True, most=MOST_ORDERS)
    return f"{found.orders} ({found.cut_short} cut short as known), {len(found.endings)} ending"


def die_everywhere() -> str:
    """Raises SeedFailed."""
    return _cover(lambda number: (*deaths(EVERY_FLOW[number]), *forgotten(EVERY_FLOW[number])))


def break_everywhere() -> str:
    """Raises SeedFailed."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(_broken, range(len(EVERY_FLOW))))
    return f"{sum(covered for covered, _ in found)} covered of {sum(existing for _, existing in found)}"


def _broken(number: int) -> tuple[int, int]:
    existing = list(points(EVERY_FLOW[number]))
    return _covered(existing), len(existing)


def _cover(of: Callable[[int], Iterable[Point]]) -> str:
    existing = [point for number in range(len(EVERY_FLOW)) for point in of(number)]
    return f"{_covered(existing)} covered of {len(existing)}"


def _covered(existing: Iterable[Point]) -> int:
    covered = 0
    for point in existing:
        try:
            covered += crash(point)
        except SeedFailed as failed:
            raise _found("crash point", failed) from None
    return covered
