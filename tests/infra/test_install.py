"""The installer must tell a newcomer what is missing, in words, before it does anything else."""

import ast
import subprocess
import sys
from collections import deque
from pathlib import Path
from types import ModuleType

import pytest

from infra import find_python, install


def test_an_old_python_is_named_and_so_is_the_way_to_choose_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer.*is 3\.9\.2(.|\n)*PYTHON=python3\.12"):
        install.require_python()


def test_a_debian_without_venv_is_told_which_package_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match=r"apt-get install python3-venv"):
        install.require_python()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError'", "No package index"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that the lock names"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: something new", "pip could not install"),
    ],
)
def test_a_failed_installation_prints_the_reason_and_its_last_lines(tmp_path: Path, said: str, reason: str) -> None:
    log = tmp_path / "install.log"
    log.write_text(said)
    with pytest.raises(SystemExit, match=reason) as stopped:
        install.explain(log, deque([said]))
    assert said in str(stopped.value)


def test_an_environment_that_was_moved_is_made_again(tmp_path: Path) -> None:
    home = tmp_path / "venv"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").symlink_to(sys.executable)
    (home / "made-at").write_text(str(home))
    assert install.is_usable(home)
    moved = home.rename(tmp_path / "elsewhere")
    assert not install.is_usable(moved)


def test_no_lock_names_a_machine_or_an_index() -> None:
    root = Path(install.__file__).parent.parent
    for lock in root.glob("requirements*.txt"):
        content = lock.read_text()
        assert "--hash=sha256:" in content
        for trace in ("://", "--index", "--find-links", "file:", " /"):
            assert trace not in content, f"{lock.name} has {trace!r}"


@pytest.mark.parametrize(
    ("of_distribution", "taken"),
    [("exit 0", True), ("echo No module named ensurepip >&2; exit 1", False), (None, False)],
)
def test_the_distributions_python_is_taken_where_it_can_make_environments(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    of_distribution: str | None,
    taken: bool,
) -> None:
    monkeypatch.setattr(find_python, "DISTRIBUTION", tmp_path)
    python = tmp_path / f"python3.{sys.version_info.minor}"
    if of_distribution:
        python.write_text(f"#!/bin/sh\n{of_distribution}\n")
        python.chmod(0o700)
    find_python.main()
    assert capsys.readouterr() == (f"{python if taken else sys.executable}\n", "")


@pytest.mark.parametrize("module", [install, find_python])
def test_what_runs_before_an_installation_needs_nothing_but_the_standard_library(module: ModuleType) -> None:
    isolated = [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({module.__file__!r})"]
    assert subprocess.run(isolated, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("module", [install, find_python])
def test_an_old_python_can_read_as_far_as_the_sentence_that_it_is_too_old(module: ModuleType) -> None:
    ast.parse(Path(str(module.__file__)).read_text(), feature_version=(3, 7))
