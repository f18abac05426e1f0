"""The life before a crash point or an order, lived once: each way to go on begins in the same state, put back.

Objects stay the same ones and get back what they held, so whatever a deed has closed over is right again.
"""

from __future__ import annotations

import random as the_random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from enum import Enum
from functools import partial
from random import Random
from types import BuiltinMethodType, FunctionType, MethodType, ModuleType
from typing import Any, Generic, TypeVar

import stripe

from tests.simulation.day import Day, new_day
from tests.simulation.dynamo.database import Database
from tests.simulation.faults import Fault
from tests.simulation.run import failure
from tests.simulation.scheduler import Actor, Call, Chooser

T = TypeVar("T")
PutBack = Callable[[], object]
OURS = ("tests.", "chalicelib.")
LIBRARIES = ("stripe.", "cryptography.")
UNCHANGING = (
    *(str, bytes, int, float, type(None), Enum, date, timedelta, tzinfo),
    *(type, ModuleType, BuiltinMethodType, stripe.HTTPClient),
)
"""Of the SDK's HTTP client, only what it sends is used: Stripe itself is a StripeWorld."""


@dataclass
class Prologue(Generic[T]):
    """A day on which a stage was set, and what `prepare` returned then."""

    day: Day
    prepared: T
    _put_back: Sequence[PutBack]
    _random: tuple[Any, ...] = field(default_factory=the_random.getstate)

    def again(self, chooser: Chooser) -> tuple[Day, T]:
        """The day as it was when the stage was set; `chooser` decides from there on."""
        for put_back in self._put_back:
            put_back()
        the_random.setstate(self._random)
        self.day.scheduler.chooser = chooser
        return self.day, self.prepared


class _NoChoice:
    """See scheduler.Chooser. No actor acts before the stage is set."""

    def next(self, ready: Sequence[Actor]) -> Actor:
        raise AssertionError(f"{ready} act in a prologue")

    def fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None:
        raise AssertionError(f"{actor} acts in a prologue")


def lived(prepare: Callable[[Day], T]) -> Prologue[T]:
    """Set the stage. Raises SeedFailed."""
    the_random.seed(0)
    day = new_day(Random(0), _NoChoice())
    try:
        with day.service.installed():
            prepared = prepare(day)
    except Exception as fault:
        raise failure(day, fault) from fault
    return Prologue(day, prepared, tuple(_Reachable().of((day, prepared))))


class _Reachable:
    """Every object that can be reached and changed, and how to put back what it holds."""

    def __init__(self) -> None:
        self._seen: dict[int, object] = {}

    def of(self, it: object) -> Iterator[PutBack]:
        """Raises TypeError for a kind of object that this does not know."""
        if isinstance(it, UNCHANGING) or type(it).__module__.startswith(LIBRARIES) or id(it) in self._seen:
            return
        self._seen[id(it)] = it
        match it:
            case Database():
                yield it.kept()
            case dict():
                yield partial(_refill, it, dict(it))
                yield from self._all(it.values())
            case set():
                yield partial(_refill, it, set(it))
                yield from self._all(it)
            case list() | deque():
                yield partial(_refill_in_order, it, tuple(it))
                yield from self._all(it)
            case tuple() | frozenset():
                yield from self._all(it)
            case Random():
                yield partial(it.setstate, it.getstate())
            case FunctionType():
                yield from self._all((it.__defaults__, *(cell.cell_contents for cell in it.__closure__ or ())))
            case MethodType():
                yield from self.of(it.__self__)
            case partial():
                yield from self._all((it.func, it.args, it.keywords))
            case _ if type(it).__module__.startswith(OURS):
                yield from self._all(_slots(it).values())
                yield from self.of(getattr(it, "__dict__", None))
                yield from _slots_put_back(it)
            case _:
                raise TypeError(f"how to put back {it!r} is not known")

    def _all(self, held: Iterable[object]) -> Iterator[PutBack]:
        for one in held:
            yield from self.of(one)


def _slots(it: object) -> dict[str, object]:
    names = (name for kind in type(it).__mro__ for name in getattr(kind, "__slots__", ()))
    return {name: getattr(it, name) for name in names if hasattr(it, name)}


def _slots_put_back(it: object) -> Iterator[PutBack]:
    parameters = getattr(type(it), "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        yield from (partial(setattr, it, name, value) for name, value in _slots(it).items())


def _refill(it: Any, held: Any) -> None:
    it.clear()
    it.update(held)


def _refill_in_order(it: Any, held: Sequence[object]) -> None:
    it.clear()
    it.extend(held)
