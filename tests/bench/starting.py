"""`python -m tests.bench.starting [--against FOLDER]`: INIT and the first request, apart, of each route and job.

On Lambda INIT runs with a full processor, a request with the part of one that its memory buys: a millisecond that moves
from the first request to INIT is one that no patient waits for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from tests.bench import fixtures, stub_servers, trees
from tests.bench.cold import FUNCTIONS, MEASURED
from tests.bench.cpu import ISOLATED, Broken, Sample
from tests.bench.stub_servers import StubServers
from tests.bench.table import Row, markdown

FIRST_TO_WARM = 1.5
WARM_REQUESTS = 40
PHASES = ("init", "first", "warm")
Phases = dict[str, Sample]


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked zip of the functions, and the layer that the jobs have beside it."""

    functions: Path
    layer: Path

    def folders(self, name: str) -> list[str]:
        """The API's function has no layer."""
        return [str(self.functions)] if _is_route(name) else [str(self.functions), str(self.layer)]


def measure(folder: Path, against: Path | None, rounds: int, names: Iterable[str] = FUNCTIONS) -> Iterator[Row]:
    """Package this checkout, and the one in `against` where there is one, and measure them in turns."""
    packages = {"ours": Package(*trees.functions_and_layer(folder / "ours", stub_servers.ROOT))}
    if against:
        packages["before"] = Package(*trees.functions_and_layer(folder / "before", against))
    for name in names:
        requests = folder / name.replace("/", "-")
        requests.mkdir()
        with stub_servers.running(requests) as stubs:  # Anew for each: an event's signature is valid for five minutes.
            yield from _rows(stubs, packages, name, rounds)


def _rows(stubs: StubServers, packages: dict[str, Package], name: str, rounds: int) -> Iterator[Row]:
    """Two rows for a route or job. The packages take turns."""
    taken = _in_turns(stubs, packages, name, rounds)
    mine, earlier = taken["ours"], taken.get("before")
    yield _row(f"{name}: INIT", mine["init"], earlier["init"] if earlier else None)
    yield _row(f"{name}: first request", mine["first"], earlier["first"] if earlier else None, warm=mine["warm"])


def _row(name: str, mine: Sample, before: Sample | None, warm: Sample | None = None) -> Row:
    return Row(
        part="starting",
        name=name,
        ours=_ms(mine),
        floor=f"{_ms(warm)} warm" if warm else "",
        to_floor=mine.ratio_to(warm) if warm and _is_route(name) else None,
        floor_goal=FIRST_TO_WARM if warm and _is_route(name) else None,
        twin=_ms(before) if before else "",
        to_twin=mine.ratio_to(before) if before else None,
        note="twin: the other checkout" if before else "",
    )


def _is_route(name: str) -> bool:
    """No person waits for the jobs, and their warm run of nothing costs nothing to compare with."""
    return name.startswith(("GET ", "POST "))


def _ms(sample: Sample) -> str:
    return f"{sample.median:.1f} ms"


def _in_turns(stubs: StubServers, packages: dict[str, Package], name: str, rounds: int) -> dict[str, Phases]:
    taken: dict[str, list[dict[str, float]]] = {which: [] for which in packages}
    for number in range(rounds):
        for which in sorted(packages, reverse=number % 2 == 1):
            taken[which].append(_measure(stubs, packages[which], name))
    return {
        which: {phase: Sample(tuple(each[phase] for each in found)) for phase in PHASES}
        for which, found in taken.items()
    }


def _measure(stubs: StubServers, package: Package, name: str) -> dict[str, float]:
    arguments = [str(stubs.request(name)), str(WARM_REQUESTS), *package.folders(name)]
    command = [sys.executable, *ISOLATED, str(MEASURED / "starting.py"), *arguments]
    settings = fixtures.as_on_lambda(stubs.environment) if _is_route(name) else stubs.environment
    environment = {**settings, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Broken(done.stdout + done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the table. RESULTS.md is written by the whole bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.starting", description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, measured in turns with this one")
    parser.add_argument("--rounds", type=int, default=10, help="how often each is measured (10)")
    parser.add_argument("--only", action="append", choices=FUNCTIONS, help="a route or job; all if none is named")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, fixtures.environment("http://127.0.0.1:9")),
    ):
        found = list(measure(Path(folder), given.against, given.rounds, given.only or FUNCTIONS))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"median of {given.rounds} rounds, CPU time; load average {load}\n{markdown(found)}")


if __name__ == "__main__":
    main()
