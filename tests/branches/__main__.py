"""`make coverage`: which share of the branches the fast tests take, by package, and refuses a share that has fallen.

A branch is a way out of a line that has two: an `if` that no test ever finds false is half taken. The shares are held
to `floors.toml`; `--record` raises them. The tests take half as long again, so this is no part of `make test`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FLOORS = Path(__file__).with_name("floors.toml")
HEAD = "# By package: whole percents of the branches that the fast tests take. `--record` writes this.\n"


@dataclass(frozen=True, slots=True)
class Branches:
    taken: int
    all: int

    @property
    def share(self) -> int:
        """Whole percents; 100 of none."""
        return 100 * self.taken // self.all if self.all else 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.branches", description=__doc__)
    parser.add_argument("tests", nargs="*", help="folders of tests; all fast ones by default")
    parser.add_argument("--processes", default="2", metavar="N")
    parser.add_argument("--record", action="store_true", help="raise the floors to what is taken now")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = _measured(Path(folder), asked.tests, asked.processes)
    if report is None:
        return 1
    found, floors = by_package(report), read_floors(FLOORS)
    for package, branches in sorted(found.items()):
        floor = floors.get(package, 0)
        print(f"{package:26} {branches.taken:5} of {branches.all:5} {branches.share:4} %  floor {floor} %")
    print(f"{'all':26} {sum(each.taken for each in found.values()):5} of {sum(each.all for each in found.values()):5}")
    fallen = [] if asked.tests else below(found, floors)
    if fallen:
        print(f"Fewer branches are taken than before in: {', '.join(fallen)}.")
    if asked.record:
        write_floors(FLOORS, raised(found, floors))
    return 1 if fallen else 0


def _measured(folder: Path, tests: Sequence[str], processes: str) -> dict[str, Any] | None:
    """coverage's report, or None if a test failed. Processes that tests start, and their workers, are measured too."""
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "data")}
    pytest = [
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.branches.saved",
        "-m",
        "not slow",
        f"--numprocesses={processes}",
        "--dist=loadfile",
    ]
    commands = [
        ["run", "-m", *pytest, *tests],
        ["combine", "--quiet"],
        ["json", "--quiet", "-o", str(folder / "report.json")],
    ]
    for command in commands:
        if subprocess.run(
            [sys.executable, "-m", "coverage", *command], cwd=ROOT, env=environment, check=False
        ).returncode:
            return None
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def by_package(report: Mapping[str, Any]) -> dict[str, Branches]:
    """The branches of each package, such as `chalicelib/credit`."""
    taken, known = Counter[str](), Counter[str]()
    for file, measured in report["files"].items():
        package = "/".join(Path(file).with_suffix("").parts[:2])
        taken[package] += measured["summary"]["covered_branches"]
        known[package] += measured["summary"]["num_branches"]
    return {package: Branches(taken[package], known[package]) for package in known if known[package]}


def below(found: Mapping[str, Branches], floors: Mapping[str, int]) -> list[str]:
    """The packages of which a smaller share is taken than before; one that is gone is none."""
    return sorted(package for package, branches in found.items() if branches.share < floors.get(package, 0))


def raised(found: Mapping[str, Branches], floors: Mapping[str, int]) -> dict[str, int]:
    """The floors of what is there, none of them lower than before."""
    return {package: max(branches.share, floors.get(package, 0)) for package, branches in found.items()}


def read_floors(file: Path) -> dict[str, int]:
    return dict(tomllib.loads(file.read_text())) if file.exists() else {}


def write_floors(file: Path, floors: Mapping[str, int]) -> None:
    file.write_text(HEAD + "".join(f'"{package}" = {share}\n' for package, share in sorted(floors.items())))


if __name__ == "__main__":
    sys.exit(main())
