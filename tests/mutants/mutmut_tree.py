"""A copy of the code in which mutmut works. It stays, and takes over what has changed since."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutants.floors import FLOORS
from tests.mutants.sample import remark
from tests.mutants.spoil import LEFT_OUT, PARTS, ROOT
from tests.mutants.suites import Suite

FOLDER = ROOT / ".local" / "mutation"
MUTMUT = Path(sys.executable).with_name("mutmut")
COPIED = (*PARTS, "conftest.py", "docs")
REFLECTS = "tests/stripe_gateway/test_recorded_calls.py::test_every_call_that_the_gateway_can_make_is_recorded"
"""It lists the methods of a class, to which mutmut adds the changed ones."""
CONFIGURATION = """
[tool.mutmut]
source_paths = ["chalicelib"]
only_mutate = {files}
also_copy = ["app.py", "conftest.py", "clients", "infra", "docs"]
pytest_add_cli_args = [
    "-p", "no:cacheprovider", "-p", "tests.mutants.file_order",
    "-m", "not slow", "--hypothesis-profile=ci", "--deselect", "{reflects}",
]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
timeout_multiplier = 8.0
timeout_constant = 15.0
process_isolation = "forkserver"
"""
"""Each change meets a process that has collected the tests and run none: typst's threads do not outlive a fork, so that
what draws would hang there, and what hangs is counted as caught."""
NO_CHANGE = "chalicelib.no_such_change"
LOOKS_EVERY_S = 10.0


class MutmutFailed(Exception):
    """mutmut could not list the changes or run the tests without any. The message names its log."""


@dataclass(frozen=True, slots=True)
class Tree:
    suite: Suite

    @property
    def folder(self) -> Path:
        return FOLDER / self.suite.name

    def prepare(self) -> None:
        """Copy what has changed, have mutmut make its changes, and find out which tests run which functions.

        Whatever has changed, all tests are run for that, and what no test failed for is tried again: mutmut by itself
        runs only tests of a new name. Until then the statistics are missing, so that a run that was ended starts here
        again. Raises MutmutFailed.
        """
        self._update()
        if not self._statistics.exists():
            forget_what_was_not_killed(self.folder / "mutants")
            self._run([NO_CHANGE], processes=2)
        if not self.codes() or not self._statistics.exists():
            raise MutmutFailed(f"mutmut made no change, or a test failed without any: see {self._log}")

    def codes(self) -> dict[str, int | None]:
        """The exit code of each change's tests, None where they weren't run."""
        return dict(_every_code(self.folder / "mutants"))

    def attempt(self, names: Sequence[str], processes: int, goes_on: Callable[[], bool]) -> None:
        """Try these changes, each with the tests that run the changed function, while `goes_on` returns True."""
        command = self._command(names, processes)
        with (
            self._log.open("a") as log,
            subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True) as running,
        ):
            while running.poll() is None:
                try:
                    running.wait(LOOKS_EVERY_S)
                except subprocess.TimeoutExpired:
                    if not goes_on():
                        os.killpg(running.pid, signal.SIGTERM)

    def _run(self, names: Sequence[str], processes: int) -> None:
        with self._log.open("a") as log:
            subprocess.run(self._command(names, processes), cwd=self.folder, check=False, stdout=log, stderr=log)

    def _command(self, names: Sequence[str], processes: int) -> list[str]:
        return [str(MUTMUT), "run", "--max-children", str(processes), *names]

    @property
    def _log(self) -> Path:
        """The output of mutmut, which draws one line again and again."""
        return self.folder / "mutmut.log"

    @property
    def _statistics(self) -> Path:
        """Which tests run which functions. mutmut writes it when all of them have passed."""
        return self.folder / "mutants" / "mutmut-stats.json"

    def _update(self) -> None:
        """Take over the files that differ. mutmut compares times: a copy is as new as it is."""
        wanted = {file.relative_to(ROOT) for file in _files()}
        for file in sorted(wanted):
            copied, expected = self.folder / file, self._expected(file)
            if not copied.exists() or copied.read_bytes() != expected:
                self._statistics.unlink(missing_ok=True)
                copied.parent.mkdir(parents=True, exist_ok=True)
                copied.write_bytes(expected)
                if file.parts[0] == "chalicelib" and file.suffix != ".py":
                    (self.folder / "mutants" / file).unlink(missing_ok=True)
        for place in (self.folder, self.folder / "mutants"):
            for file in [file for file in _copies(place) if _original(file) not in wanted]:
                self._statistics.unlink(missing_ok=True)
                (place / file).unlink()

    def _expected(self, file: Path) -> bytes:
        text = (ROOT / file).read_bytes()
        if file != Path("pyproject.toml"):
            return text
        files, tests = json.dumps(self.suite.files), json.dumps(self.suite.tests)
        return text + CONFIGURATION.format(files=files, tests=tests, reflects=REFLECTS).encode()


def forget_what_was_not_killed(folder: Path) -> None:
    """Have the changes below the folder that no test failed for count as not yet tried.

    What ran out of time may have been slow only because the machine was busy.
    """
    for file in folder.rglob("*.meta"):
        noted = _written(file)
        codes = noted["exit_code_by_key"]
        if any(map(remark, codes.values())):
            noted["exit_code_by_key"] = {name: None if remark(code) else code for name, code in codes.items()}
            file.write_text(json.dumps(noted))


def _files() -> Iterator[Path]:
    """The files to copy: all but the floors, which a run writes and no test of the copy reads."""
    for name in COPIED:
        source = ROOT / name
        found = _below(source) if source.is_dir() else [source]
        yield from (file for file in found if file != FLOORS)


def _copies(place: Path) -> Iterator[Path]:
    for name in COPIED:
        if (place / name).is_dir():
            yield from (file.relative_to(place) for file in _below(place / name))


def _below(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        ignored = LEFT_OUT(at, [*folders, *names])
        folders[:] = [name for name in folders if name not in ignored]
        yield from (Path(at) / name for name in names if name not in ignored)


def _original(copied: Path) -> Path:
    """The file of the tree that a copy, or what mutmut notes about it, belongs to."""
    return copied.with_suffix("") if copied.suffix in (".meta", ".spans") else copied


def _every_code(folder: Path) -> Iterator[tuple[str, int | None]]:
    for file in sorted(folder.rglob("*.meta")):
        yield from _written(file)["exit_code_by_key"].items()


def _written(file: Path) -> Any:
    """The content of the file. mutmut writes while this reads, so that half of it may be there."""
    while True:
        try:
            return json.loads(file.read_text())
        except json.JSONDecodeError:
            time.sleep(0.1)
