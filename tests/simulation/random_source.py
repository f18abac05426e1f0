"""A seeded random decides who goes on and what fails."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.simulation.faults import Fault
from tests.simulation.scheduler import Actor, Call

FAULTS = (0.0, 0.0, 0.01, 0.03, 0.1, 0.25)
STAYS = (0.0, 0.5, 0.9)
"""How likely the same actor goes on: schedules differ in how finely they interleave."""


class Chance:
    """See scheduler.Chooser. The seed also decides how often things fail in this run, and which kinds of thing."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.how_often = random.choice(FAULTS)
        self._stays = random.choice(STAYS)
        self._kinds: list[Fault] = [
            fault for fault in Fault if fault is not Fault.BROKEN_LATE and random.random() < 0.6
        ]
        if Fault.BROKEN_KEPT in self._kinds:  # Another draw would change all seeds.
            self._kinds.append(Fault.BROKEN_LATE)
        self._last: Actor | None = None
        self.calm = False

    def next(self, ready: Sequence[Actor]) -> Actor:
        if self._last not in ready or self._random.random() >= self._stays:
            self._last = self._random.choice(ready)
        assert self._last is not None, "one of those that are ready"
        return self._last

    def fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None:
        if self.calm or not actor.busy or self._random.random() >= self.how_often:
            return None
        mine = [fault for fault in possible if fault in self._kinds]
        return self._random.choice(mine) if mine else None
