"""Actors take turns. They switch at every call to the outside, and a decider chooses who goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import greenlet

from tests.simulation.faults import DEATHS, Fault, Killed
from tests.simulation.virtual_time import VirtualTime

T = TypeVar("T")
STEP_S = 0.005
MOST_STEPS = 50_000
"""A life takes some hundred; one that takes so many goes round in circles."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the outside: what it is, and which things it reads and writes (for telling what commutes).

    `within` are the wholes that it writes a part of: who reads one of them sees it, who writes another part doesn't.
    Two calls with the same `repeated` do once, and are answered, the same in either order.
    """

    service: str
    name: str
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    repeated: str = ""

    def commutes_with(self, other: Call) -> bool:
        if self.repeated and self.repeated == other.repeated:
            return True
        return not (self.writes & other.writes or self._is_seen_by(other) or other._is_seen_by(self))

    def _is_seen_by(self, other: Call) -> bool:
        return bool((self.writes | self.within) & other.reads)

    def __str__(self) -> str:
        return f"{self.service} {self.name}"


@dataclass(eq=False)
class Actor:
    """An actor. `pending` is the call that it stands before; nothing between two calls can be seen."""

    name: str
    thread: greenlet.greenlet
    pending: Call | None = None
    awake_at: float = 0.0
    doomed: bool = False
    busy: bool = False


class Chooser(Protocol):
    """The decider."""

    def next(self, ready: Sequence[Actor]) -> Actor: ...

    def fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trace."""

    at: float
    actor: str
    what: str
    fault: Fault | None = None

    def __str__(self) -> str:
        fault = f"   <-- {self.fault}" if self.fault else ""
        return f"{self.at:>14.3f}s  {self.actor:<22} {self.what}{fault}"


class CirclesError(BaseException):
    """It would never end. No `except Exception` may catch it."""


@dataclass
class Scheduler:
    """Run actors to their end, one at a time. `after_step` is called after every effect."""

    chooser: Chooser
    time: VirtualTime
    after_step: Callable[[], None] = lambda: None
    trace: list[Step] = field(default_factory=list)
    pauses: bool = True
    deaths: int = 0
    faults: int = 0
    _actors: list[Actor] = field(default_factory=list)
    _current: Actor | None = None

    def spawn(self, name: str, run: Callable[[], None]) -> Actor:
        actor = Actor(name, greenlet.greenlet(run))
        self._actors.append(actor)
        return actor

    def run(self) -> None:
        """Let every actor act until all are done. Raises whatever an actor raised."""
        while self._actors:
            ready = [actor for actor in self._actors if actor.awake_at <= self.time.seconds]
            if not ready:
                self.time.seconds = min(actor.awake_at for actor in self._actors)
                continue
            self._resume(self.chooser.next(ready) if len(ready) > 1 else ready[0])

    def _resume(self, actor: Actor) -> None:
        self.time.seconds += STEP_S
        self._current, actor.thread.parent = actor, greenlet.getcurrent()
        try:
            actor.thread.switch()
        finally:
            self._current = None
        if actor.thread.dead:
            self._actors.remove(actor)

    def call(
        self, call: Call, effect: Callable[[], T], possible: Sequence[Fault], refuse: Callable[[Fault], Exception]
    ) -> T:
        """Make one call. `refuse` makes the exception that a fault shows as. Outside of actors nothing fails."""
        actor = self._current
        if actor is None:
            return effect()
        actor.pending = call
        actor.thread.parent.switch()
        actor.pending = None
        fault = self._fault(actor, call, possible)
        self.note(str(call), fault)
        if fault is None or fault.takes_effect:
            answer = effect()
            self.after_step()
        if fault is None:
            return answer
        if fault.is_death:
            self.deaths += 1
            raise Killed
        self.faults += 1
        raise refuse(fault)

    def _fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None:
        if actor.doomed:
            actor.doomed = False
            return Fault.DIED_BEFORE
        return self.chooser.fault(actor, call, (*possible, *DEATHS) if actor.busy else possible)

    def note(self, what: str, fault: Fault | None = None) -> None:
        """Add a line to the trace."""
        if len(self.trace) > MOST_STEPS:
            raise CirclesError(f"after {MOST_STEPS} steps it still goes round in circles")
        self.trace.append(Step(self.time.seconds, self._current.name if self._current else "-", what, fault))

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass, for this actor."""
        actor = self._current
        if actor is None:
            self.time.seconds += seconds
            return
        if self.pauses:
            actor.awake_at = self.time.seconds + seconds
            actor.thread.parent.switch()

    def end(self) -> None:
        """Every actor stops where they are."""
        for actor in self._actors:
            actor.thread.throw(greenlet.GreenletExit)
        self._actors.clear()

    def jump(self, seconds: float) -> None:
        """Much time passes for every actor. No process lives that long: a busy one dies there."""
        for actor in self._actors:
            actor.doomed = actor.busy
        self.time.seconds += seconds
        self.note(f"{seconds:.0f} seconds pass")

    def alone(self, run: Callable[[], T]) -> T | None:
        """Run `run` as one process, which may die: then nothing is answered."""
        actor = self._current
        if actor is None:
            return run()
        actor.busy = True
        try:
            return run()
        except Killed:
            return None
        finally:
            actor.busy = actor.doomed = False
