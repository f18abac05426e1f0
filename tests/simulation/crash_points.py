"""Every call of every flow breaks once, in every way that it can; then the call is repeated, soon or much later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from chalicelib.credit.errors import CreditError, Unavailable
from tests.simulation.day import Day, Violated
from tests.simulation.faults import DEATHS, Fault
from tests.simulation.flows import Deed, Flow
from tests.simulation.followed import Followed
from tests.simulation.prologue import Prologue, lived
from tests.simulation.run import failure
from tests.simulation.scheduler import Actor, Call, CirclesError
from tests.simulation.virtual_time import DAY_S, HOUR_S, MINUTE_S

SOON_S = 2 * MINUTE_S
NEXT_DAY_S = 24 * HOUR_S + 20 * MINUTE_S
"""Stripe may have forgotten its idempotency keys, but none of the service's deadlines is far behind."""
LATER_S = 31 * DAY_S
GAPS = (SOON_S, NEXT_DAY_S, LATER_S)


@dataclass
class BreakAt:
    """See scheduler.Chooser. Breaks the call number `at`, and its own retries, by `fault`; writes down all calls."""

    at: int = -1
    how: Fault | None = None
    calls: list[tuple[Call, tuple[Fault, ...]]] = field(default_factory=list)
    over: bool = False
    broke: bool = False
    _broken: Call | None = None

    def next(self, ready: Sequence[Actor]) -> Actor:
        return ready[0]

    def fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None:
        if self.over or not actor.busy:
            return None
        self.calls.append((call, tuple(possible)))
        if len(self.calls) - 1 == self.at:
            self._broken = call
        elif call != self._broken:
            self._broken = None
        if self._broken is None or self.how not in possible:
            return None
        self.broke = True
        return self.how


@dataclass(frozen=True, slots=True)
class Point:
    """One way in which one call of a flow breaks, and when it is repeated."""

    flow: Flow
    at: int
    call: Call
    fault: Fault
    gap_s: float

    def __str__(self) -> str:
        return f"{self.flow.name}: {self.call} {self.fault}, again after {self.gap_s:.0f} s"


def points(flow: Flow, gaps: Sequence[float] = GAPS, faults: Sequence[Fault] = tuple(Fault)) -> Iterator[Point]:
    """Every point that this flow has, from a run in which nothing breaks."""
    for at, (call, possible) in enumerate(_unbroken(flow).calls):
        for fault in possible:
            if fault in faults:
                yield from (Point(flow, at, call, fault, gap_s) for gap_s in gaps)


@dataclass(frozen=True, slots=True)
class _Unbroken:
    """The calls of a flow in which nothing breaks, and the state that was followed to its end."""

    calls: tuple[tuple[Call, tuple[Fault, ...]], ...]
    states: frozenset[str]


@cache
def _unbroken(flow: Flow) -> _Unbroken:
    chooser, followed = BreakAt(), Followed()
    run(prologue_of(flow), chooser, SOON_S, followed)
    return _Unbroken(tuple(chooser.calls), frozenset(followed.states))


def followed_unbroken(flow: Flow) -> Followed:
    """For points that are repeated soon: the state in which nothing broke was followed."""
    return Followed(set(_unbroken(flow).states))


def deaths(flow: Flow) -> Iterator[Point]:
    """The process dies before or after each call."""
    return points(flow, (SOON_S,), DEATHS)


def forgotten(flow: Flow) -> Iterator[Point]:
    """The answer of each call is lost, or the process with it, and Stripe's keys are forgotten before the next try."""
    for point in points(flow, (NEXT_DAY_S,), (Fault.UNANSWERED, Fault.DIED_AFTER)):
        if point.call.service == "stripe":
            yield point


def crash(point: Point, followed: Followed | None = None) -> bool:
    """Breaks it there; whether it did break. Raises SeedFailed when something was lost, doubled or left undone.

    With `followed`, of all points that leave the same state only the first is followed from there.
    """
    chooser = BreakAt(point.at, point.fault)
    run(prologue_of(point.flow), chooser, point.gap_s, followed or Followed())
    return chooser.broke


@lru_cache(maxsize=1)
def prologue_of(flow: Flow) -> Prologue[Deed]:
    """The life before the flow, kept for its points, which are broken one after another."""
    return lived(flow.prepare)


def run(prologue: Prologue[Deed], chooser: BreakAt, gap_s: float, followed: Followed) -> Day:
    """Do the deed, and again after a gap, twice; the day as it is then. Raises SeedFailed."""
    day, deed = prologue.again(chooser)
    try:
        with day.service.installed():
            _once(day, deed)
            chooser.over = True
            day.scheduler.time.seconds += gap_s
            _once(day, deed)
            _once(day, deed)
            followed.follow(day)
            return day
    except (Exception, Violated, CirclesError) as fault:
        raise failure(day, fault) from fault


def _once(day: Day, deed: object) -> None:
    assert callable(deed)

    def run() -> None:
        day.scheduler.alone(lambda: _tried(day, deed))

    day.scheduler.spawn("it", run)
    day.scheduler.run()


def _tried(day: Day, deed: object) -> None:
    assert callable(deed)
    try:
        deed()
    except Unavailable as fault:
        day.scheduler.note(f"  is answered: {type(fault).__name__}")
    except CreditError as refusal:
        day.scheduler.note(f"  is refused: {refusal.code}")
