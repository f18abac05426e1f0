"""Installed libraries of a lock for a target, ready to be packaged; kept until the lock or this code changes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from infra.packaging import botocore_data, bytecode, contents
from infra.packaging.exclusive import exclusive
from infra.packaging.target import Target

PIP = [
    *("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar=off"),
    *("--no-deps", "--require-hashes", "--no-compile", "--no-warn-script-location"),
]
RECIPE = (Path(__file__), Path(contents.__file__), Path(botocore_data.__file__), Path(bytecode.__file__))


Install = Callable[[Path, Target, Path], None]
"""Put the packages of a lock, for a target, into a folder."""


class NotInstalled(Exception):
    """No wheel for the target, or one whose hash isn't in the lock."""


def with_pip(lock: Path, target: Target, folder: Path) -> None:
    """Install with pip, which checks each file by its hash. Raises NotInstalled."""
    command = [sys.executable, *PIP, *target.pip_flags, f"--target={folder}", "-r", str(lock)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotInstalled(f"{lock.name} for {target.machine}, Python {target.python}:\n{done.stderr[-2000:]}")


def prepare(
    lock: Path, target: Target, cache: Path, *, runs_at: str, whole: bool = False, install: Install = with_pip
) -> Path:
    """Return the folder with exactly the lock's packages: wheels only, each checked by its hash, compiled, and slim.

    `whole` keeps what no function reads, for comparison. Raises NotInstalled, NotCompiled.
    """
    inputs = b"".join(path.read_bytes() for path in (lock, *RECIPE))
    name = f"{lock.stem}-whole" if whole else lock.stem
    folder = cache / f"{name}-{target.machine}-{target.python}-{hashlib.sha256(inputs).hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    with exclusive(cache / f"{folder.name}.lock"):
        if not folder.is_dir():
            _make(folder, lock, target, install, runs_at=runs_at, whole=whole)
    return folder


def _make(folder: Path, lock: Path, target: Target, install: Install, *, runs_at: str, whole: bool) -> None:
    """Fill a folder that no other process knows, then give it its name: the name never stands for half of it."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}-") as draft:
        partial = Path(draft) / "packages"
        install(lock, target, partial)
        if not whole:
            contents.leave_out(partial)
        bytecode.compile_all(partial, runs_at=runs_at)
        partial.rename(folder)
