"""Two processes that package at once: one builds, the other waits, and neither sees half a folder."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.packaging.dependencies import prepare
from infra.packaging.target import Target


def test_one_builds_and_the_others_wait(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("# nothing\n")
    built: list[Path] = []
    everyone_asks = threading.Barrier(4)

    def install(lock: Path, target: Target, folder: Path) -> None:
        built.append(folder)
        folder.mkdir()
        (folder / "one.py").write_text("ONE = 1\n")

    def ask(_: int) -> Path:
        everyone_asks.wait()
        return prepare(lock, Target("aarch64", "3.11"), tmp_path / "cache", runs_at="/opt", install=install)

    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(ask, range(4)))
    assert len(built) == 1 and len(folders) == 1
    assert (folders.pop() / "one.py").exists()


def test_locks_and_pythons_that_differ_share_no_draft(tmp_path: Path) -> None:
    """A version's dot must not cut the name: 3.11 and 3.12 of one lock are two folders, also while they are made."""
    drafts: list[Path] = []

    def install(lock: Path, target: Target, folder: Path) -> None:
        drafts.append(folder.parent)
        folder.mkdir()

    lock = tmp_path / "requirements.txt"
    lock.write_text("# nothing\n")
    for python in ("3.11", "3.12"):
        prepare(lock, Target("aarch64", python), tmp_path / "cache", runs_at="/opt", install=install)
    assert len({draft.name for draft in drafts}) == 2
    assert all(f"-{python}-" in draft.name for python, draft in zip(("3.11", "3.12"), drafts, strict=True))
    assert not any(draft.exists() for draft in drafts)


def test_a_build_that_fails_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("# nothing\n")
    cache, target = tmp_path / "cache", Target("aarch64", "3.11")

    def fail(lock: Path, target: Target, folder: Path) -> None:
        folder.mkdir()
        raise OSError("the network went away")

    def install(lock: Path, target: Target, folder: Path) -> None:
        folder.mkdir()

    try:
        prepare(lock, target, cache, runs_at="/opt", install=fail)
    except OSError:
        assert [path for path in cache.iterdir() if path.is_dir()] == []
    assert prepare(lock, target, cache, runs_at="/opt", install=install).is_dir()
