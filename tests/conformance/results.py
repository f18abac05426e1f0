"""Which of the named tests passed, as the last run that was recorded has it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from tests.conformance.criteria import Criterion, id_of

FILE = Path(__file__).resolve().parents[2] / "docs" / "accessibility" / "results.json"


@dataclass(frozen=True, slots=True)
class Results:
    """The day of the run, and by the id of each test whether all its cases passed."""

    on: date
    passed: dict[str, bool]


def read_results(path: Path = FILE) -> Results:
    held = json.loads(path.read_text("utf-8"))
    return Results(date.fromisoformat(held["on"]), held["passed"])


def write_results(results: Results, path: Path = FILE) -> None:
    held = {"on": results.on.isoformat(), "passed": dict(sorted(results.passed.items()))}
    path.write_text(json.dumps(held, indent=2) + "\n", "utf-8")


def recorded(junit: Path, named: Iterable[str], on: date) -> Results:
    """Return the results of `named` in a run that pytest wrote with --junitxml. One that is skipped did not pass."""
    passed: dict[str, bool] = {}
    for case in ElementTree.parse(junit).iter("testcase"):  # noqa: S314 - pytest wrote it
        test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        passed[test] = passed.get(test, True) and len([each for each in case if each.tag != "properties"]) == 0
    return Results(on, {test: passed[test] for test in named if test in passed})


def named_tests(criteria: Iterable[Criterion]) -> list[str]:
    """Return the id of every test that a criterion names, each once."""
    return list(dict.fromkeys(id_of(test) for criterion in criteria for test in criterion.tests))
