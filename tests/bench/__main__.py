"""`python -m tests.bench`: measures everything, prints one table, and writes RESULTS.md and history.svg."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

from tests.bench import (
    cold,
    cost,
    fixtures,
    growth,
    hot_keys,
    load,
    packages,
    peers,
    plot,
    report,
    reports,
    starting,
    stub_servers,
    trees,
    warm,
)
from tests.bench.emulator import emulated
from tests.bench.table import Row, markdown

PARTS = ("starting", "cold", "warm", "cost", "growth", "reports", "load", "peers")
REQUESTS = 200
PLOT = Path(__file__).parent / "history.svg"


def main() -> None:
    """Measure the parts that are asked for; without any, all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=10, help="how often each process is measured (10)")
    parser.add_argument("--history", type=int, default=100_000, help="the most payments behind a request (100000)")
    parser.add_argument("--patients", type=int, default=60, help="how many go through the journey (60)")
    parser.add_argument("--against", type=Path, help="another checkout, whose cold starts are measured beside")
    given = parser.parse_args()
    parts = given.parts or PARTS
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, fixtures.environment("http://127.0.0.1:9")),
    ):
        for part, rows in _measured(Path(folder), parts, given):
            report.keep(part, rows)
    rows = report.kept(("package", *PARTS))
    report.write(rows, given.rounds)
    print(f"\n{markdown(rows)}")


def _measured(folder: Path, parts: Sequence[str], given: argparse.Namespace) -> Iterator[tuple[str, list[Row]]]:
    if "starting" in parts:
        yield "starting", _printed(starting.measure(_sub(folder, "starting"), given.against, given.rounds))
    if {"cold", "warm"} & set(parts):
        made = trees.build(_sub(folder, "package"))
        yield "package", _printed(packages.rows(made))
        with stub_servers.running(_sub(folder, "stubs")) as around:
            if "cold" in parts:
                yield "cold", _printed(cold.rows(around, made, given.rounds))
            if "warm" in parts:
                yield "warm", _printed(warm.rows(around, made, given.rounds, REQUESTS))
    if "cost" in parts:
        yield "cost", _printed(cost.rows(_sub(folder, "cost")))
    if "growth" in parts:
        yield "growth", _printed(_growth(_sub(folder, "growth"), given.history))
    if "reports" in parts:
        yield "reports", _printed(_reports(_sub(folder, "reports"), given.history))
    if "load" in parts:
        yield "load", _printed(load.rows(_sub(folder, "load"), given.patients, at_once=8))
    if "peers" in parts:
        yield "peers", _printed(peers.rows(_sub(folder, "peers"), given.rounds))


def _growth(folder: Path, most: int) -> Iterator[Row]:
    sizes = [size for size in (100, 1_000, 10_000, 100_000) if size <= most]
    with emulated(folder) as (storage, _):
        costs = list(growth.measure(storage.credit_table, sizes))
        swept = list(growth.sweeps(storage.credit_table))
        yield from growth.rows(costs, swept)
        yield from hot_keys.rows()
    PLOT.write_text(plot.svg(growth.lines(costs)))


def _reports(folder: Path, most: int) -> Iterator[Row]:
    with emulated(folder) as (storage, _):
        yield from reports.measure(storage, [size for size in (1_000, 100_000) if size <= most] or [most])


def _printed(rows: Iterator[Row]) -> list[Row]:
    """Print each row as soon as it is known: the whole takes minutes."""
    found = []
    for row in rows:
        ratio = f"{row.to_floor:.2f}" if row.to_floor else ""
        print(f"{row.part}: {row.name}: {row.ours} {row.floor} {ratio} {row.note}", flush=True)
        found.append(row)
    return found


def _sub(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()
