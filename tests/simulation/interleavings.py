"""Every order in which a few processes can make their calls; with `reduced`, orders that only swap calls that do not
touch the same thing count once (sleep sets: Godefroid, Partial-Order Methods, 1996)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.simulation.day import Day, Violated
from tests.simulation.faults import Fault
from tests.simulation.followed import Followed
from tests.simulation.ledger_facts import patients, read_ledger
from tests.simulation.prologue import Prologue, lived
from tests.simulation.run import failure
from tests.simulation.scheduler import Actor, Call, CirclesError
from tests.simulation.service import CREDIT
from tests.simulation.virtual_time import HOUR_S, MINUTE_S

Deeds = Mapping[str, Callable[[], object]]
Prepare = Callable[[Day], Deeds]
Dies = Callable[[Actor, Call], bool]
NOTHING = Call("-", "begins")
SHORT = (6 * MINUTE_S, 26 * HOUR_S)


class _AsleepError(Exception):
    """Whatever could follow was seen in another order."""


@dataclass
class _Fork:
    """A moment at which several could go on: who may still be tried, and who needn't be (asleep)."""

    ready: list[str]
    calls: dict[str, Call]
    asleep: set[str]
    tried: list[str] = field(default_factory=list)

    @property
    def left(self) -> list[str]:
        return [name for name in self.ready if name not in self.asleep and name not in self.tried]


@dataclass
class _Explorer:
    """See scheduler.Chooser. Follows the forks that are known, then goes on with the first that it may."""

    forks: list[_Fork]
    reduced: bool
    dies: Dies = lambda *_: False
    at: int = 0

    def next(self, ready: Sequence[Actor]) -> Actor:
        fork = self._fork(ready)
        self.at += 1
        return next(actor for actor in ready if actor.name == fork.tried[-1])

    def _fork(self, ready: Sequence[Actor]) -> _Fork:
        if self.at < len(self.forks):
            return self.forks[self.at]
        calls = {actor.name: actor.pending or NOTHING for actor in ready}
        fork = _Fork(sorted(calls), calls, self._asleep(calls))
        if not fork.left:
            raise _AsleepError
        fork.tried.append(fork.left[0])
        self.forks.append(fork)
        return fork

    def _asleep(self, calls: Mapping[str, Call]) -> set[str]:
        """The actors that were tried before in this place, or slept, and whose call the last step did not touch."""
        if not self.reduced or not self.forks:
            return set()
        last = self.forks[-1]
        done = last.calls[last.tried[-1]]
        candidates = last.asleep | set(last.tried[:-1])
        return {name for name in candidates if name in calls and calls[name].commutes_with(done)}

    def fault(self, actor: Actor, call: Call, possible: Sequence[Fault]) -> Fault | None:
        return Fault.DIED_AFTER if self.dies(actor, call) else None


@dataclass(frozen=True, slots=True)
class Explored:
    """How many orders were run to their end, how many more were cut short as known, and the different endings."""

    orders: int
    cut_short: int
    endings: frozenset[str]


def explore(prepare: Prepare, *, reduced: bool, dies: Dies = lambda *_: False, most: int = 1_000_000) -> Explored:
    """Run the deeds that `prepare` returns in every order. Raises SeedFailed when one does not hold.

    After the calls that `dies` names, the process dies; its caller retries.
    """
    forks: list[_Fork] = []
    orders, cut_short, endings, followed = 0, 0, set[str](), Followed()
    prologue = lived(prepare)
    while orders < most:
        ending = _run(prologue, _Explorer(forks, reduced, dies), followed)
        orders, cut_short = orders + (ending is not None), cut_short + (ending is None)
        endings |= {ending} if ending is not None else set()
        while forks and not forks[-1].left:
            forks.pop()
        if not forks:
            return Explored(orders, cut_short, frozenset(endings))
        forks[-1].tried.append(forks[-1].left[0])
    raise AssertionError(f"more than {most} orders")


def _run(prologue: Prologue[Deeds], explorer: _Explorer, followed: Followed) -> str | None:
    """One order; its ending, or None if it was cut short."""
    day, deeds = prologue.again(explorer)
    try:
        with day.service.installed():
            for name, deed in deeds.items():
                day.scheduler.spawn(name, lambda deed=deed: _do(day, deed))  # type: ignore[misc]
            day.scheduler.pauses = False
            day.scheduler.run()
            ending = _ending(day)
            followed.follow(day, SHORT)
            return ending
    except _AsleepError:
        day.scheduler.end()
        return None
    except (Exception, Violated, CirclesError) as fault:
        raise failure(day, fault) from fault


def _do(day: Day, deed: Callable[[], object]) -> None:
    day.insist(lambda: (deed(), True))


def _ending(day: Day) -> str:
    """The state of the ledger, without times and versions."""
    table = day.service.database.tables[CREDIT]
    parts = []
    for pk in patients(table):
        ledger = read_ledger(table, pk)
        parts += sorted(f"{one['entry_kind']} {one['amount']}" for one in ledger.entries)
        parts += sorted(f"{one['status']} {one['applied']} {one['refunded']}" for one in ledger.payments.values())
    return "; ".join(parts)
