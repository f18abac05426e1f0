"""`python -m tests.bench`: measures everything, prints one table, and writes RESULTS.md and history.svg."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from tests.bench import cold, growth, heat, load, neighbours, packages, peers, plot, report, scene, trees, warm
from tests.bench.emulator import emulated
from tests.bench.table import Row, markdown

PARTS = ("cold", "warm", "growth", "load", "peers")
PLOT = Path(__file__).parent / "history.svg"


def main() -> None:
    """Measures the parts that are asked for, all of them unless told."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=10, help="how often each process is measured (10)")
    parser.add_argument("--history", type=int, default=100_000, help="the most payments behind a request (100000)")
    parser.add_argument("--patients", type=int, default=60, help="how many go through the journey (60)")
    given = parser.parse_args()
    parts = given.parts or PARTS
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, scene.environment("http://127.0.0.1:9")):
        rows = list(_rows(Path(folder), parts, given))
    print(f"\n{markdown(rows)}")
    if not given.parts:
        report.write(rows, given.rounds)


def _rows(folder: Path, parts: tuple[str, ...], given: argparse.Namespace) -> Iterator[Row]:
    if {"cold", "warm"} & set(parts):
        made = trees.build(_sub(folder, "package"))
        yield from _said(packages.rows(made))
        with neighbours.running(_sub(folder, "scene")) as around:
            if "cold" in parts:
                yield from _said(cold.rows(around, made, given.rounds))
            if "warm" in parts:
                yield from _said(warm.rows(around, made, given.rounds, 60))
    if "growth" in parts:
        yield from _said(_growth(_sub(folder, "growth"), given.history))
    if "load" in parts:
        yield from _said(load.rows(_sub(folder, "load"), given.patients, at_once=8))
    if "peers" in parts:
        yield from _said(peers.rows(given.rounds))


def _growth(folder: Path, most: int) -> Iterator[Row]:
    sizes = [size for size in (100, 1_000, 10_000, 100_000) if size <= most]
    with emulated(folder) as (storage, _):
        costs = list(growth.measure(storage.credit_table, sizes))
        swept = list(growth.sweeps(storage.credit_table))
        yield from growth.rows(costs, swept)
        yield from heat.rows()
    PLOT.write_text(plot.svg(growth.lines(costs)))


def _said(rows: Iterator[Row]) -> Iterator[Row]:
    """Says each row as soon as it is known: the whole takes minutes."""
    for row in rows:
        print(f"{row.part}: {row.name}: {row.ours} {row.floor} {row.to_floor or ''} {row.note}", flush=True)
        yield row


def _sub(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()
