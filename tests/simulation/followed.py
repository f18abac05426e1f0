"""The states whose end is known: a month of calm takes longer than the flow before it, and is lived once for each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.day import Day
from tests.simulation.run import CALM, calm_down
from tests.simulation.service import CREDIT
from tests.simulation.settled import check_settled

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


@dataclass(frozen=True, slots=True)
class Followed:
    """The states that were followed to a settled end."""

    states: set[str] = field(default_factory=set)

    def follow(self, day: Day, spans: Sequence[float] = CALM) -> None:
        """Let the day end, unless one in the same state did. Raises Violated when it isn't settled then."""
        state = _state(day)
        if state not in self.states:
            calm_down(day, spans)
            check_settled(day.service)
            self.states.add(state)


def _state(day: Day) -> str:
    """Everything that there is and that is on its way, with all moments taken for the same."""
    return MOMENT.sub("then", json.dumps(list(_everything(day)), sort_keys=True))


def _everything(day: Day) -> Iterator[Any]:
    tables = day.service.database.tables
    for table in tables.values():
        yield from table.items()
    yield day.stripe.objects
    yield sorted(day.service.s3.objects)
    yield from (delivery.event for delivery in day.deliveries)
    yield from day.new_events
    yield from ((change.before, change.after) for change in tables[CREDIT].changes[day.read_changes :])
