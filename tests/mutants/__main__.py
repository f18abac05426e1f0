"""`make mutants`: puts each deliberate bug into a copy of the tree and shows which test catches it.

Two things look at each: the fast tests, and the simulation with a few seeds and the crash points. At most five minutes
a bug, usually a tenth of that; some fifteen minutes for all of them on two idle cores. `--quick` asks the tests only
about what the simulation lets pass.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant
from tests.mutants.spoil import ROOT, MutantDoesNotFit, copy_to, spoil, spoiled

LONGEST_S = 300
FAST = (
    "tests/credit",
    "tests/services",
    "tests/aws",
    "tests/dynamodb",
    "tests/stripe_gateway",
    "tests/contracts/ports",
    "tests/contracts/test_certificates.py",
    "tests/jobs",
    "tests/webhooks",
    "tests/api",
)
UNIT = (
    "-m",
    "pytest",
    "-x",
    "-q",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "-m",
    "not slow",
    "--hypothesis-profile=ci",
    *FAST,
)
SIMULATION = ("-m", "tests.simulation", "--deaths", "--seeds", "60")
FAILED = re.compile(r"^(?:FAILED|ERROR) \S*/(\S+?)(?: - .*)?$", re.MULTILINE)
FOUND = re.compile(r"^(?:seed \d+|crash point|race|this) found: (.*)$", re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("only", nargs="*", help="words in the names of those to try")
    parser.add_argument("--quick", action="store_true", help="one catcher is enough")
    asked = parser.parse_args()
    only: list[str] = asked.only
    chosen = [mutant for mutant in MUTANTS if not only or any(word in mutant.name for word in only)]
    misfits = [advice for mutant in chosen if (advice := _misfit(mutant))]
    if misfits:
        print("\n".join(misfits))
        return 1
    started, survivors = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_to(Path(folder))
        if any(_look(tree, quick=False)):
            print("The tests fail without any mutant: fix them first.")
            return 1
        for number, mutant in enumerate(chosen, start=1):
            catchers = _catchers(tree, mutant, quick=asked.quick)
            survivors += [] if any(catchers) else [mutant.name]
            _show(f"{number}/{len(chosen)}", mutant, catchers)
    seconds = time.monotonic() - started
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants caught in {seconds:.0f} s")
    for name in survivors:
        print(f"  SURVIVED: {name}")
    return int(bool(survivors))


def _misfit(mutant: Mutant) -> str:
    try:
        spoil(ROOT, mutant)
    except MutantDoesNotFit as misfit:
        return str(misfit)
    return ""


def _catchers(tree: Path, mutant: Mutant, *, quick: bool) -> tuple[str, str]:
    with spoiled(tree, mutant):
        return _look(tree, *_nearest(mutant), quick=quick)


def _look(tree: Path, *first: str, quick: bool) -> tuple[str, str]:
    """The first fast test that fails, and what the simulation finds; both look at once, unless it is to be quick."""
    simulation = _begin(tree, SIMULATION)
    found = _end(simulation, FOUND) if quick else ""
    if found:
        return "", found
    tests = _begin(tree, [*UNIT, *first, *FAST])
    return _end(tests, FAILED), found if quick else _end(simulation, FOUND)


def _nearest(mutant: Mutant) -> list[str]:
    """The tests that are named after the spoiled file come first."""
    stem = Path(mutant.file).stem.removesuffix("_payment")
    return [str(found.relative_to(ROOT)) for found in sorted(ROOT.glob(f"tests/*/test_{stem}*.py"))]


def _begin(tree: Path, arguments: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-B", *arguments]
    return subprocess.Popen(
        command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def _end(run: subprocess.Popen[str], names: re.Pattern[str]) -> str:
    """Return the first finding; empty when it passed."""
    try:
        said, _ = run.communicate(timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        return "it hangs"
    if run.returncode == 0:
        return ""
    found = names.search(said)
    return found[1] if found else "it fails"


def _show(number: str, mutant: Mutant, catchers: tuple[str, str]) -> None:
    unit, simulation = catchers
    print(f"{number} {mutant.name}\n     so that: {mutant.why}", flush=True)
    print(f"     tests: {unit or '-'}\n     simulation: {simulation[:150] or '-'}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
