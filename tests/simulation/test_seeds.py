"""Random lives with random faults. `make simulate SEEDS=10000` runs many more of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.figures import Figure
from tests.simulation.__main__ import told
from tests.simulation.run import Figures, run_seed

SEEDS = 300
CHUNK = 50
ROOT = Path(__file__).parents[2]
SAY_IT = "from tests.simulation.run import trace_of; print(trace_of({}))"


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_seed_loses_or_doubles_a_cent(first: int, figure: Figure) -> None:
    total = Figures()
    for seed in range(first, first + CHUNK):
        total += run_seed(seed)
    figure(f"seeds {first} to {first + CHUNK - 1}, 0 violations: {told(total)}")
    assert total["seeds"] == CHUNK
    assert min(total[name] for name in ("faults", "deaths", "events", "entry top_up", "entry refunded")) > 0
    assert min(total[name] for name in ("entry applied", "entry disputed", "receipts")) > 0


def test_a_seed_replays_identically_in_every_process() -> None:
    """Otherwise a failure could not be looked at again."""
    stories = {_story(seed=7, hash_seed=hash_seed) for hash_seed in ("1", "2")}
    assert len(stories) == 1


def _story(seed: int, hash_seed: str) -> str:
    command = [sys.executable, "-c", SAY_IT.format(seed)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=600)
    return told.stdout
