"""What runs by itself: Stripe's deliveries, the table's stream, the schedule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.credit.errors import CreditError
from tests.simulation.day import Day, Violated
from tests.simulation.dynamo.table import Change
from tests.simulation.service import CREDIT
from tests.simulation.virtual_time import DAY_S

BATCH = 10
IDLE_S = 2.0
LATE = (0.0, 0.0, 0.5, 20.0, 400.0, 5_000.0)


def courier(day: Day) -> None:
    """Delivers events in no order, some of them twice."""
    while day.busy_people or day.deliveries:
        day.collect_events(late=lambda: day.random.choice(LATE))
        due = [delivery for delivery in day.deliveries if delivery.due_at <= day.now]
        if due:
            chosen = day.random.choice(due)
            day.deliveries.remove(chosen)
            if day.random.random() < 0.2:
                day.deliveries.append(type(chosen)(chosen.event, day.now + day.random.choice(LATE)))
            day.deliver(chosen)
        elif not day.busy_people:
            return
        else:
            day.scheduler.sleep(IDLE_S)


def stream(day: Day) -> None:
    """Delivers the table's changes in order, a batch at a time, again and again until it is taken."""
    while day.busy_people:
        if not take_changes(day):
            day.scheduler.sleep(IDLE_S)


def take_changes(day: Day) -> bool:
    """One batch; whether there was one. What is older than a day is gone."""
    changes = day.service.database.tables[CREDIT].changes
    batch = changes[day.read_changes : day.read_changes + BATCH]
    if not batch:
        return False
    records = [_record(change) for change in batch if day.now - change.at < DAY_S]
    if _taken(day, records):
        day.read_changes += len(batch)
    else:
        day.scheduler.sleep(1.0)
    return True


def _taken(day: Day, records: list[dict[str, Any]]) -> bool:
    answers: list[bool] = []

    def take() -> None:
        day.service.take_changes(records)
        answers.append(True)

    return not records or (day.ask(take) is None and bool(answers))


def _record(change: Change) -> dict[str, Any]:
    images = {"NewImage": change.after, "OldImage": change.before}
    return {"dynamodb": {name: image for name, image in images.items() if image}}


def sweeper(day: Day, rounds: int) -> None:
    """Sweeps every five minutes or so."""
    for _ in range(rounds):
        day.scheduler.sleep(day.random.choice((200.0, 300.0, 301.0)))
        sweep_once(day)


def sweep_once(day: Day) -> None:
    report = day.ask(day.service.sweep)
    if report is None or isinstance(report, CreditError):
        return
    for sentence in report.disagreements:
        raise Violated(f"the sweep found: {sentence}")


def everything_due(day: Day) -> Iterator[Any]:
    """Deliveries that wait, whenever they are due."""
    day.collect_events(late=lambda: 0.0)
    waiting, day.deliveries = day.deliveries, []
    yield from waiting
