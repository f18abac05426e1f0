"""`make mutation`: changes the code everywhere, one change at a time, and shows which share of the changes tests catch.

mutmut makes the changes; of each package's a sample, always the same for the same code, meets the fast tests that run
the changed function. Each package is held to `floors.toml`, the share that was caught before: it may rise (`--record`),
not fall. What was tried stays in `.local/mutation`: the next run goes on from there, and tries again what lived or ran
out of time if the code or the tests have changed since. `--sample 0` is every change, for a night; `--skip 60` shows
how many are caught of changes that no test was written for.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from tests.mutants import floors
from tests.mutants.mutmut_tree import FOLDER, MutmutFailed, Tree
from tests.mutants.sample import SAMPLE, Outcome, lived, outcome, package_of, remark, sample
from tests.mutants.suites import SUITES, Suite

PIECE = 250
"""mutmut compares each change with each name that it is given; above 256 it compiles each pattern every time."""


def main() -> int:
    asked = _asked()
    if asked.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    until = time.monotonic() + 60 * asked.minutes
    found: dict[str, Outcome] = {}
    for suite in SUITES:
        packages = [package for package in suite.packages if not asked.packages or package in asked.packages]
        if packages:
            found |= _tried(suite, packages, asked, until)
    return floors.judge(found, record=asked.record)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.everywhere", description=__doc__)
    known = sorted(package for suite in SUITES for package in suite.packages)
    parser.add_argument("packages", nargs="*", help=f"of {', '.join(known)}; all of them by default")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, metavar="N", help=f"changes by package ({SAMPLE}), 0: all"
    )
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first N that a sample takes")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument(
        "--minutes", type=float, default=1e6, metavar="N", help="stop after so long; go on another time"
    )
    parser.add_argument("--record", action="store_true", help="raise the floors to what is caught now")
    parser.add_argument("--fresh", action="store_true", help="forget what was tried before")
    asked = parser.parse_args()
    if asked.record and asked.skip:
        parser.error("a floor is of the changes that everyone tries: --record goes without --skip")
    unknown = set(asked.packages) - set(known)
    if unknown:
        parser.error(f"no package of chalicelib: {', '.join(sorted(unknown))}")
    return asked


def _tried(suite: Suite, packages: Sequence[str], asked: argparse.Namespace, until: float) -> dict[str, Outcome]:
    """The outcomes of the sampled changes of these packages."""
    tree = Tree(suite)
    try:
        tree.prepare()
    except MutmutFailed as failure:
        raise SystemExit(str(failure)) from failure
    before = tree.codes()
    made: dict[str, list[str]] = defaultdict(list)
    for name in before:
        made[package_of(name)].append(name)
    chosen = {package: sample(made[package], asked.sample, asked.skip) for package in packages}
    untried = [name for name in _by_turns(chosen.values()) if before[name] is None]

    def goes_on() -> bool:
        codes = tree.codes()
        tried = [code for names in chosen.values() for name in names if (code := codes[name]) is not None]
        caught = sum(not lived(code) for code in tried)
        total = sum(map(len, chosen.values()))
        print(f"\r{suite.name}: {len(tried)} of {total} tried, {caught} caught ", end="", flush=True)
        return time.monotonic() < until

    for start in range(0, len(untried), PIECE):
        if goes_on():
            tree.attempt(untried[start : start + PIECE], asked.processes, goes_on)
    goes_on()
    print()
    codes = tree.codes()
    for name in sorted(chain(*chosen.values())):
        if word := remark(codes[name]):
            print(word, name)
    return {package: outcome(chosen[package], codes, len(made[package])) for package in packages}


def _by_turns(lists: Iterable[Sequence[str]]) -> list[str]:
    """The first of each, then the second of each, so that a run that is stopped has tried some of all packages."""
    return [name for turn in zip_longest(*lists) for name in turn if name is not None]


if __name__ == "__main__":
    sys.exit(main())
