"""Meetings in which one of the processes dies: those that were found to need care."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.simulation.asking import spawn
from tests.simulation.day import new_day
from tests.simulation.faults import Fault
from tests.simulation.races import reversal_win_and_sweep
from tests.simulation.run import calm_down
from tests.simulation.scheduler import Actor, Call
from tests.simulation.settled import check_settled


@dataclass
class Overtaken:
    """See scheduler.Chooser. One actor stands still before its fatal call until all others are done."""

    actor: str
    is_fatal: Callable[[Call], bool]

    def next(self, ready: Sequence[Actor]) -> Actor:
        it = next((actor for actor in ready if actor.name == self.actor), None)
        if it and not (it.pending and self.is_fatal(it.pending)):
            return it
        return next(actor for actor in ready if actor is not it) if len(ready) > 1 else ready[0]

    def fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None:
        return Fault.DIED_AFTER if actor.name == self.actor and self.is_fatal(call) else None


def test_a_clinic_recovers_a_reversal_made_after_a_won_dispute() -> None:
    chooser = Overtaken("reversal", lambda call: call.name.startswith("POST") and "reversals" in call.name)
    day = new_day(Random(0), chooser)
    with day.service.installed():
        for name, deed in reversal_win_and_sweep(day).items():
            spawn(day, name, partial(day.ask, deed))
        day.scheduler.run()
        assert day.scheduler.deaths == 1
        calm_down(day)
        check_settled(day.service)
