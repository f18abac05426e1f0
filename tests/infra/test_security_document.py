"""SECURITY.md's promises are shown by tests that exist."""

from __future__ import annotations

import re

from infra.devstack.settings import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
ROWS = [line for line in TEXT.split("## Cards")[0].splitlines() if line.startswith("| ") and "`test_" in line]


def test_every_test_that_it_names_exists() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert named and [name for name in sorted(named) if f"def {name}(" not in tests] == []


def test_every_threat_is_stopped_by_something_that_a_test_shows() -> None:
    threats = [line for line in TEXT.split("## Cards")[0].splitlines() if line.startswith("| ")][1:]
    assert len(threats) >= 12 and threats == ROWS
