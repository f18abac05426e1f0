"""RESULTS.md: the last table, the machine it was measured on, and how to read it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.prices import MEASURED
from tests.bench.table import Row, markdown

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
READING = HERE / "READING.md"


def write(rows: Sequence[Row], rounds: int) -> None:
    """Writes the page. What a person found out stays in READING.md, which it ends with."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    lines = [
        "# What it costs, beside its floors",
        "",
        f"Written by `make bench` on {now}: {machine}; load average {load}; median of {rounds} interleaved rounds.",
        "",
        markdown(rows),
        "",
        f"{MEASURED.said}.",
        "",
        "![Units a request takes, by the payments behind it](history.svg)",
        "",
        READING.read_text(),
    ]
    RESULTS.write_text("\n".join(lines))
