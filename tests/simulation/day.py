"""One simulated stretch of a clinic's life: who is there, and what they know of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import TypeVar

from chalicelib.credit.billing_settings import AutomaticApplication
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.errors import CreditError, Unavailable
from chalicelib.credit.identity import PatientKey
from tests.fakes.examples import ANA, BEN, maple
from tests.simulation.acknowledged import check_acknowledged
from tests.simulation.dynamo.client import SimulatedClient
from tests.simulation.dynamo.database import Database
from tests.simulation.faults import Fault
from tests.simulation.features import FEES
from tests.simulation.invariants import Invariants, Violated
from tests.simulation.random_source import Chance
from tests.simulation.scheduler import Call, Chooser, Scheduler
from tests.simulation.service import Counted, Service, tables
from tests.simulation.storage import SimulatedS3
from tests.simulation.stripe.world import Json, StripeWorld
from tests.simulation.terms import Terms, agreed
from tests.simulation.virtual_time import VirtualTime

T = TypeVar("T")
DEE = PatientKey(ANA.clinic_id, "pat_dee")
PEOPLE = (ANA, BEN, DEE)


@dataclass
class Delivery:
    """An event on its way. Stripe tries again for three days."""

    event: Json
    due_at: float
    tries: int = 0


@dataclass
class Day:
    """The service, the world around it, and what its people remember."""

    random: Random
    scheduler: Scheduler
    service: Service
    invariants: Invariants
    started: list[tuple[PatientKey, str]] = field(default_factory=list)
    applied: list[tuple[PatientKey, str, str]] = field(default_factory=list)
    recorded: list[tuple[PatientKey, str]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    erasing: dict[PatientKey, None] = field(default_factory=dict)
    """The patients that the operator was asked to forget, until the command succeeds."""
    lost: set[str] = field(default_factory=set)
    delivered: int = 0
    over: bool = False
    busy_people: int = 0
    _seen_events: int = 0
    read_changes: int = 0

    @property
    def stripe(self) -> StripeWorld:
        return self.service.stripe_world

    @property
    def now(self) -> float:
        return self.scheduler.time.seconds

    def ask(self, run: Callable[[], T]) -> T | CreditError | None:
        """Let one process do `run`. Return its response, its refusal, or None if it died or could not respond."""

        def tried() -> T | CreditError | None:
            try:
                return run()
            except Unavailable as fault:
                self.scheduler.note(f"  is answered: {type(fault).__name__}")
                return None
            except CreditError as refusal:
                self.scheduler.note(f"  is refused: {refusal.code}")
                return refusal

        return self.scheduler.alone(tried)

    def insist(self, run: Callable[[], T], *, tries: int = 5) -> T | CreditError | None:
        """The same request again and again until it is answered."""
        for _ in range(tries):
            answer = self.ask(run)
            if answer is not None:
                return answer
            self.scheduler.sleep(self.random.choice((0.1, 2.0, 40.0)))
        return None

    def happens(self, what: str, effect: Callable[[], T]) -> T:
        """Something happens at Stripe without the service."""
        call = Call("world", what, writes=frozenset({"stripe"}))
        return self.scheduler.call(call, effect, (), _never)

    def deliver(self, delivery: Delivery) -> None:
        """One try of one event; whatever is not a 2xx brings it again later."""
        event = delivery.event
        self.scheduler.note(f"event {event['id']} {event['type']}")
        if self.ask(lambda: self._take(event)) is not True:
            delivery.tries += 1
            delivery.due_at = self.now + 60.0 * 4 ** min(delivery.tries, 5)
            self.deliveries.append(delivery)

    def _take(self, event: Json) -> bool:
        self.service.take_event(event)
        self.delivered += 1
        check_acknowledged(event, self.service)
        return True

    @property
    def new_events(self) -> list[Json]:
        """Stripe's events that are not on their way."""
        return self.stripe.events[self._seen_events :]

    def collect_events(self, *, late: Callable[[], float]) -> None:
        """Put Stripe's new events on their way."""
        new, self._seen_events = self.new_events, len(self.stripe.events)
        for event in new:
            if event["type"] not in self.lost:
                self.deliveries.append(Delivery(event, self.now + late()))


def _with_rule(clinic: Clinic, automatic: AutomaticApplication | None) -> Clinic:
    if automatic is None:
        return clinic
    return replace(clinic, settings=replace(clinic.settings, apply_automatically=automatic))


def _never(fault: Fault) -> Exception:
    raise AssertionError(f"the world does not fail: {fault}")


LONG_AGO_S = -60.0
"""The time when the clinic was provisioned: no read is so old that it misses it."""


def new_day(random: Random, chooser: Chooser | None = None) -> Day:
    """A clinic with two patients, everything empty."""
    time = VirtualTime()
    scheduler = Scheduler(chooser or Chance(random), time)
    behind_s = random.choice((0.0, 0.0, 3.0)) if chooser is None else 0.0
    service = _service(scheduler, behind_s)
    invariants = Invariants(service)
    scheduler.after_step = invariants.after_step
    day = Day(random, scheduler, service, invariants)
    terms = agreed(random) if FEES and chooser is None else Terms(maple())
    service.bears_dispute_fees = terms.bears_dispute_fees
    if chooser is None:
        automatic = AutomaticApplication.OLDEST_FIRST if random.random() < 0.5 else None
        _provision(service, _with_rule(terms.clinic, automatic))
    else:
        service.client.begin_as(_with_maple())
    service.database.now = lambda: time.seconds
    return day


def _service(scheduler: Scheduler, behind_s: float) -> Service:
    database = Database(tables(), now=lambda: LONG_AGO_S, behind_s=behind_s, stale_s=behind_s)
    return Service(scheduler, database, StripeWorld(scheduler.time), SimulatedS3(scheduler), Counted())


def _provision(service: Service, clinic: Clinic) -> None:
    with service.installed():
        service.clinics.provision(clinic)


@cache
def _with_maple() -> SimulatedClient:
    """Of a service with the clinic that each day begins with if a chooser decides on it."""
    service = _service(Scheduler(Chance(Random(0)), VirtualTime()), 0.0)
    _provision(service, maple())
    return service.client


__all__ = ["Day", "Delivery", "Violated", "new_day"]
