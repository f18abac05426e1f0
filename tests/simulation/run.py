"""One seed: a stretch of life with faults, then calm until everything is done, then the accounts."""

from __future__ import annotations

import random as the_random
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from tests.simulation import machines, outside, people, weather
from tests.simulation.asking import spawn
from tests.simulation.day import PEOPLE, Day, Violated, new_day
from tests.simulation.features import POSITIONS
from tests.simulation.ledger_facts import plain
from tests.simulation.proofs import check_proven, prove
from tests.simulation.random_source import Chance
from tests.simulation.reports import check_reports, keep_report_days
from tests.simulation.scheduler import CirclesError
from tests.simulation.service import CREDIT, Service
from tests.simulation.settled import check_settled
from tests.simulation.stripe import disputes, money_back
from tests.simulation.virtual_time import DAY_S, HOUR_S, MINUTE_S

CALM = (0.0, 6 * MINUTE_S, HOUR_S, 6 * HOUR_S, 26 * HOUR_S, 4 * DAY_S, DAY_S, 31 * DAY_S, HOUR_S)


Figures = Counter[str]
"""The figures of one seed, or many: steps, faults, deaths, events, checks, entries by kind, records by kind."""


class SeedFailed(AssertionError):
    """Something did not hold: `found` in one line; the whole trace is the explanation."""

    def __init__(self, found: str, story: str) -> None:
        super().__init__(found, story)
        self.found = found

    def __str__(self) -> str:
        return str(self.args[1])


def failure(day: Day, fault: BaseException, seed: int | None = None) -> SeedFailed:
    """The failure that `fault` is, with the day's trace and how to see it again."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    found = f"{type(fault).__name__}: {fault} ({where.filename.rsplit('/', 1)[-1]}:{where.lineno})"
    who = "this" if seed is None else f"seed {seed}"
    lines = [*map(str, day.scheduler.trace), "", f"{who} found: {found}"]
    lines += [] if seed is None else [f"replay: python -m tests.simulation --replay {seed}"]
    return SeedFailed(found, "\n".join(lines))


def run_seed(seed: int) -> Figures:
    """Run one seed. Raises SeedFailed with its trace when something does not hold."""
    return figures(_day_of(seed))


def trace_of(seed: int) -> str:
    """All that happens in one seed."""
    return "\n".join(map(str, _day_of(seed).scheduler.trace))


def _day_of(seed: int) -> Day:
    the_random.seed(seed)
    day = new_day(Random(seed))
    try:
        with day.service.installed():
            _live(day)
            calm_down(day, prove=_night)
            check_settled(day.service)
            check_proven(day)
            check_reports(day.service)
    except (Exception, Violated, CirclesError) as fault:
        raise failure(day, fault, seed) from fault
    return day


def figures(day: Day) -> Figures:
    """The figures of one day."""
    scheduler, table = day.scheduler, day.service.database.tables[CREDIT]
    found = Counter(
        seeds=1,
        steps=len(scheduler.trace),
        faults=scheduler.faults,
        deaths=scheduler.deaths,
        events=day.delivered,
        checks=day.invariants.checks,
        receipts=sum(key.startswith("receipts/") for key in day.service.s3.objects),
    )
    for facts in map(plain, table.items()):
        kind = facts["kind"]
        found[f"{kind} {facts.get('entry_kind', facts.get('status', ''))}".rstrip()] += 1
    return found


def _live(day: Day) -> None:
    """Fill the stage, differently for each seed, and let every actor act."""
    random = day.random
    if random.random() < 0.2:
        day.lost.update(outside.NEVER_DELIVERED)
    if POSITIONS:
        weather.prepare(day)
        spawn(day, "weather", lambda: weather.weather(day, random.choice((0, 3, 8))))
        spawn(day, "operator", lambda: weather.operator(day, random.choice((0, 0, 2))))
    day.service.s3.down = random.random() < 0.1
    for who in PEOPLE[: random.choice((1, 1, 2, 2, 3))]:
        spawn(day, who.patient_id, partial(people.patient, day, who, random.choice((1, 1, 2, 3))))
    for number in range(random.choice((0, 1, 1, 2))):
        spawn(day, f"staff {number}", lambda: people.staff(day, random.choice((2, 5, 9))))
    if random.random() < 0.6:
        spawn(day, "bank", lambda: outside.bank(day, random.choice((2, 5))))
    if random.random() < 0.4:
        spawn(day, "cardholder", lambda: outside.cardholder(day, random.choice((2, 5))))
    if random.random() < 0.1:
        spawn(day, "dashboard", lambda: outside.dashboard(day))
    if random.random() < 0.3:
        spawn(day, "forger", lambda: outside.forger(day, 3))
    if random.random() < 0.5:
        spawn(day, "time", lambda: outside.time_passes(day, random.choice((1, 2, 3))))
    spawn(day, "sweep", lambda: machines.sweeper(day, random.choice((0, 2, 4))))
    for number in range(random.choice((1, 2, 3))):
        day.scheduler.spawn(f"stripe {number}", lambda: machines.courier(day))
    for number in range(random.choice((0, 1, 2))):
        day.scheduler.spawn(f"stream {number}", lambda: machines.stream(day))
    day.scheduler.run()


def calm_down(day: Day, spans: Sequence[float] = CALM, prove: Callable[[Service], None] = lambda _: None) -> None:
    """Nothing fails any more: banks decide, events arrive, the stream and the sweep catch up, for a month.

    `prove` is done at the end of each span that lasted a night.
    """
    if isinstance(day.scheduler.chooser, Chance):
        day.scheduler.chooser.calm = True
    day.service.s3.down = False
    day.service.database.behind_s = 0.0
    if POSITIONS:
        weather.clears_up(day)
    for span in spans:
        day.scheduler.jump(span)
        if span >= HOUR_S:
            _decide_everything(day)
        for delivery in machines.everything_due(day):
            day.deliver(delivery)
        machines.take_all_changes(day)
        machines.sweep_once(day)
        weather.erase(day)
        machines.sweep_once(day)
        if span >= DAY_S:
            prove(day.service)


def _night(service: Service) -> None:
    keep_report_days(service)
    prove(service)


def _decide_everything(day: Day) -> None:
    world = day.stripe
    for intent in list(world.all("payment_intent", status="processing")):
        world.pay(intent["id"])
    for refund in list(world.all("refund", status="pending")):
        money_back.finish_refund(world, refund, day.random.choice(("succeeded", "failed")))
    for dispute in list(world.all("dispute")):
        if dispute["balance_transactions"]:
            disputes.decide(world, dispute, day.random.choice(("won", "lost")))
        else:
            disputes.decide(world, dispute, "lost")
