"""`make mutation`: changes the code everywhere, one change at a time, and shows which share of the changes tests catch.

mutmut makes the changes; a sample of them, always the same for the same code, meets the fast tests that run the changed
function. Each package is held to `floors.toml`, the share that was caught before: it may rise (`--record`), not fall.
`--every 1` is all of them, for a night.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zlib import crc32

from tests.mutants.__main__ import FAST
from tests.mutants.spoil import ROOT, copy_to

FOLDER = ROOT / ".local" / "mutation"
FLOORS = Path(__file__).with_name("floors.toml")
MUTMUT = Path(sys.executable).with_name("mutmut")
API = ("tests/api",)
"""They meet every layer below, slowly: they are asked about changes of the API alone."""
CORE = tuple(folder for folder in FAST if folder not in API)
REFLECTS = "tests/stripe_gateway/test_recorded_calls.py::test_every_call_that_the_gateway_can_make_is_recorded"
"""It lists the methods of a class, to which mutmut adds the changed ones."""
SURVIVED, UNTESTED = 0, 33
CONFIGURATION = """
[tool.mutmut]
source_paths = ["chalicelib"]
also_copy = ["app.py", "conftest.py", "infra", "docs"]
pytest_add_cli_args = [
    "-p", "no:cacheprovider", "-p", "tests.mutants.file_order",
    "-m", "not slow", "--hypothesis-profile=ci", "--deselect", "{reflects}",
]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.everywhere", description=__doc__)
    parser.add_argument("packages", nargs="*", help="of chalicelib, such as credit; all of them by default")
    parser.add_argument("--every", type=int, default=40, metavar="N", help="one change in N (40)")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument("--record", action="store_true", help="raise the floors to what is caught now")
    asked = parser.parse_args()
    tried: dict[str, int] = {}
    for tests in (API, CORE):
        tried |= _tried(tests, asked)
    if not tried:
        print(f"No change was tried: see {FOLDER / 'mutmut.log'}, name packages of chalicelib, or a smaller --every.")
        return 1
    for name in sorted(name for name, code in tried.items() if code in (SURVIVED, UNTESTED)):
        print("untested" if tried[name] == UNTESTED else "survived", name)
    return _judge(tried, record=asked.record)


def _tried(tests: Sequence[str], asked: argparse.Namespace) -> dict[str, int]:
    """The exit codes of the chosen changes that these tests are asked about."""

    def is_chosen(name: str) -> bool:
        package = package_of(name)
        return (
            (package == "api") == (tests is API)
            and (not asked.packages or package in asked.packages)
            and crc32(name.encode()) % asked.every == 0
        )

    if asked.packages and not any((package == "api") == (tests is API) for package in asked.packages):
        return {}
    tree = _copied(tests)
    _mutmut(tree, "chalicelib.no_such_change", processes=asked.processes)
    chosen = [name for name in _outcomes(tree) if is_chosen(name)]
    if chosen:
        _mutmut(tree, *chosen, processes=asked.processes)
    outcomes = _outcomes(tree)
    return {name: code for name in chosen if (code := outcomes[name]) is not None}


def package_of(name: str) -> str:
    """The package of chalicelib that a change is in: `credit` of `chalicelib.credit.refund.x_reserve__mutmut_9`."""
    return name.split(".")[1]


def shares(tried: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """By package, how many changes were caught and how many were tried."""
    all_of = Counter(map(package_of, tried))
    caught = Counter(package_of(name) for name, code in tried.items() if code not in (SURVIVED, UNTESTED))
    return {package: (caught[package], all_of[package]) for package in sorted(all_of)}


def below(found: Mapping[str, tuple[int, int]], floors: Mapping[str, int]) -> list[str]:
    """The packages of which a smaller share is caught than before, in whole percents."""
    return [package for package, (caught, tried) in found.items() if 100 * caught < floors.get(package, 0) * tried]


def _judge(tried: Mapping[str, int], *, record: bool) -> int:
    floors = tomllib.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    found = shares(tried)
    for package, (caught, of) in found.items():
        print(f"{package:16} {caught:5} of {of:5} caught  {100 * caught / of:5.1f} %  floor {floors.get(package, 0)} %")
    total = sum(caught for caught, _ in found.values())
    print(f"{'all':16} {total:5} of {len(tried):5} caught  {100 * total / len(tried):5.1f} %")
    fallen = below(found, floors)
    if fallen:
        print(
            f"Fewer are caught than before in: {', '.join(fallen)}. Write the tests that promise what survived breaks."
        )
    if record:
        raised = {package: max(floors.get(package, 0), 100 * caught // of) for package, (caught, of) in found.items()}
        lines = (f"{package} = {share}\n" for package, share in sorted({**floors, **raised}.items()))
        FLOORS.write_text(
            "# Percents of changes that the fast tests catch. `make mutation` refuses less.\n" + "".join(lines)
        )
    return 1 if fallen else 0


def _copied(tests: Sequence[str]) -> Path:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    copy_to(FOLDER)
    shutil.copy2(ROOT / "conftest.py", FOLDER)
    shutil.copytree(ROOT / "docs", FOLDER / "docs")
    with (FOLDER / "pyproject.toml").open("a") as file:
        file.write(CONFIGURATION.format(tests=json.dumps(tests), reflects=REFLECTS))
    return FOLDER


def _mutmut(tree: Path, *names: str, processes: int) -> None:
    """Try these changes. What mutmut prints stays in a file: it draws one line again and again."""
    command = [str(MUTMUT), "run", "--max-children", str(processes), *names]
    with (tree / "mutmut.log").open("a") as log:
        subprocess.run(command, cwd=tree, check=False, stdout=log, stderr=log)


def _outcomes(tree: Path) -> dict[str, int | None]:
    """The exit code of each change's tests, None where they weren't run."""
    return {name: code for file in sorted((tree / "mutants").rglob("*.meta")) for name, code in _codes(file)}


def _codes(file: Path) -> Iterator[tuple[str, int | None]]:
    yield from json.loads(file.read_text())["exit_code_by_key"].items()


if __name__ == "__main__":
    sys.exit(main())
