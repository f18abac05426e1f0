"""The actors that run by themselves: Stripe's deliveries, the table's stream, the schedule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.credit.errors import CreditError
from tests.simulation.day import Day, Delivery, Violated
from tests.simulation.dynamo.table import Change
from tests.simulation.service import CREDIT
from tests.simulation.virtual_time import DAY_S

BATCH = 10
PATIENCE = 20
FIRST_IDLE_S = 0.1
LONGEST_IDLE_S = 600.0
EXPECTED = ("Unavailable", "StripeFailed", "Conflict", "NotFound")
LATE = (0.0, 0.0, 0.5, 20.0, 400.0, 5_000.0)


def courier(day: Day) -> None:
    """Delivers events in no order, some of them twice."""
    idle_s = FIRST_IDLE_S
    while day.busy_people or day.deliveries:
        day.collect_events(late=lambda: day.random.choice(LATE))
        due = [delivery for delivery in day.deliveries if delivery.due_at <= day.now]
        if due:
            _deliver_one(day, due)
            idle_s = FIRST_IDLE_S
        elif not day.busy_people:
            return
        else:
            day.scheduler.sleep(idle_s)
            idle_s = min(2 * idle_s, LONGEST_IDLE_S)


def _deliver_one(day: Day, due: list[Delivery]) -> None:
    chosen = day.random.choice(due)
    day.deliveries.remove(chosen)
    if day.random.random() < 0.2:
        day.deliveries.append(Delivery(chosen.event, day.now + day.random.choice(LATE)))
    day.deliver(chosen)


def stream(day: Day) -> None:
    """Delivers the table's changes in order, a batch at a time, again and again until it is taken."""
    idle_s = FIRST_IDLE_S
    while day.busy_people:
        before = day.read_changes
        take_changes(day)
        idle_s = FIRST_IDLE_S if day.read_changes > before else min(2 * idle_s, LONGEST_IDLE_S)
        day.scheduler.sleep(idle_s)


def take_changes(day: Day) -> bool:
    """One batch; whether there was one. What is older than a day is gone."""
    changes = day.service.database.tables[CREDIT].changes
    batch = changes[day.read_changes : day.read_changes + BATCH]
    if not batch:
        return False
    records = [record(change) for change in batch if day.now - change.at < DAY_S]
    first = day.read_changes
    if _taken(day, records):
        day.read_changes = max(day.read_changes, first + len(batch))
    return True


def take_all_changes(day: Day) -> None:
    """Everything that waits in the stream. Raises Violated when a batch fails again and again."""
    stuck = 0
    while stuck < PATIENCE:
        before = day.read_changes
        if not take_changes(day):
            return
        stuck = stuck + 1 if day.read_changes == before else 0
    raise Violated(f"the stream is stuck at change {day.read_changes}")


def _taken(day: Day, records: list[dict[str, Any]]) -> bool:
    responses: list[bool] = []

    def take() -> None:
        day.service.take_changes(records)
        responses.append(True)

    return not records or (day.ask(take) is None and bool(responses))


def record(change: Change) -> dict[str, Any]:
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
    for sentence in (
        *report.discrepancies,
        *(broken for broken in report.broken if not broken.endswith(EXPECTED)),
    ):
        raise Violated(f"the sweep found: {sentence}")


def everything_due(day: Day) -> Iterator[Any]:
    """Deliveries that wait, whenever they are due."""
    day.collect_events(late=lambda: 0.0)
    waiting, day.deliveries = day.deliveries, []
    yield from waiting
