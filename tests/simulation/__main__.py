"""`make simulate SEEDS=10000`: many seeds on all cores, until one fails. `--replay SEED` shows what one seed does."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.simulation import thorough
from tests.simulation.run import Figures, SeedFailed, run_seed

CHUNK = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--replay", type=int, help="run this one and show its trace")
    parser.add_argument("--deaths", action="store_true", help="first, let the process die at every call of every flow")
    parser.add_argument("--races", action="store_true", help="first, let flows meet in every order of their calls")
    parser.add_argument("--everything", action="store_true", help="both, with every fault at every call")
    asked = parser.parse_args()
    if asked.replay is not None:
        return _replay(asked.replay)
    try:
        _thoroughly(races=asked.races, deaths=asked.deaths, everything=asked.everything)
    except SeedFailed as failed:
        print(failed)
        return 1
    return _run(asked.first, asked.first + asked.seeds)


def _thoroughly(*, races: bool, deaths: bool, everything: bool) -> None:
    """Run the exhaustive checks, not random ones. Raises SeedFailed."""
    if races or everything:
        print(f"orders in which flows can meet: {thorough.meet_in_every_order()}", flush=True)
    if everything:
        print(f"orders in which every actor settles one payment: {thorough.every_actor_settles()}", flush=True)
        print(f"faults at every call: {thorough.break_everywhere()}", flush=True)
    elif deaths:
        print(f"crash points: {thorough.die_everywhere()}", flush=True)


def _replay(seed: int) -> int:
    answer = _tried(seed)
    print(answer if isinstance(answer, str) else f"seed {seed} holds: {told(answer)}")
    return int(isinstance(answer, str))


def _run(first: int, last: int) -> int:
    total, started = Figures(), time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(_chunk, range(first, last, CHUNK), [last] * len(range(first, last, CHUNK))):
            if isinstance(found, str):
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"\n{found}\nafter {told(total)}")
                return 1
            total += found
            _show(total, last - first, started)
    print(f"\n{told(total)}\nviolations: 0, in {time.monotonic() - started:.0f} s")
    return 0


def _chunk(first: int, last: int) -> Figures | str:
    total = Figures()
    for seed in range(first, min(first + CHUNK, last)):
        found = _tried(seed)
        if isinstance(found, str):
            return found
        total += found
    return total


def _tried(seed: int) -> Figures | str:
    """Its figures, or the story of its failure."""
    try:
        return run_seed(seed)
    except SeedFailed as failed:
        return str(failed)


def _show(total: Figures, of: int, started: float) -> None:
    if sys.stderr.isatty() or total["seeds"] % (CHUNK * 25) == 0:
        seconds = time.monotonic() - started
        line = f"{total['seeds']} of {of} seeds, {total['steps']} steps, {seconds:.0f} s"
        print(f"\r{line}" if sys.stderr.isatty() else line, end="" if sys.stderr.isatty() else "\n", file=sys.stderr)


def told(figures: Figures) -> str:
    """Figures as one sentence a person reads."""
    return ", ".join(f"{name} {number}" for name, number in _in_order(figures))


def _in_order(figures: Counter[str]) -> Iterator[tuple[str, int]]:
    first = ("seeds", "steps", "faults", "deaths", "events", "checks")
    rest: Iterable[str] = sorted(set(figures) - set(first))
    yield from ((name, figures[name]) for name in (*first, *rest))


if __name__ == "__main__":
    raise SystemExit(main())
