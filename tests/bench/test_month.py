"""The handbook's costs are what one top-up uses, times the prices that the bench has."""

from __future__ import annotations

from infra.devstack.settings import ROOT
from tests.bench.month import HEADS, LOGS_KB, RECEIPT_KB, TRACES, USE, rows

HANDBOOK = (ROOT / "docs" / "operating" / "README.md").read_text()


def test_the_handbooks_table_of_costs_follows_from_the_use_of_one_top_up() -> None:
    assert f"| top-ups per month | {' | '.join(HEADS)} | total |" in HANDBOOK
    assert [row for row in rows() if row not in HANDBOOK.splitlines()] == []


def test_the_handbook_names_the_use_that_its_table_counts() -> None:
    text = " ".join(HANDBOOK.split())
    assert f"counted as {USE.requests} API requests and {USE.batches} other invocations" in text
    assert f"{USE.write_units:.0f} write and {USE.read_units:.0f} read units in DynamoDB" in text
    assert f"one receipt of {RECEIPT_KB} kB, {TRACES} traces and {LOGS_KB} kB of logs" in text
