"""RESULTS.md: the last table, the machine it was measured on, and how to read it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.stub_servers import ROOT
from tests.bench.table import Row, markdown

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
READING = HERE / "READING.md"
KEPT = ROOT / ".local" / "bench"


def keep(part: str, rows: Sequence[Row]) -> None:
    """Keep the rows of a part: the page is of each part's last measurement."""
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{part}.json").write_text(json.dumps([asdict(row) for row in rows]))


def kept(parts: Sequence[str]) -> list[Row]:
    """Return the last measurement of each of `parts`, where there is one."""
    paths = [KEPT / f"{part}.json" for part in parts]
    return [Row(**row) for path in paths if path.is_file() for row in json.loads(path.read_text())]


def write(rows: Sequence[Row], rounds: int) -> None:
    """Write the page. What a person found out stays in READING.md, which it ends with."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    lines = [
        "# What it costs, beside its floors",
        "",
        f"Written by `make bench` on {now}: {machine}; load average {load}; median of {rounds} rounds;"
        " each part as it was measured last.",
        "",
        markdown(rows),
        "",
        "![Units per request, by the payments behind it](history.svg)",
        "",
        READING.read_text(),
    ]
    RESULTS.write_text("\n".join(lines))
