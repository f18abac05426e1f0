"""Installed libraries of a lock for a target, ready to be packaged; kept until the lock or this code changes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from infra.packaging import botocore_data, bytecode, contents
from infra.packaging.target import Target

PIP = [
    *("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar=off"),
    *("--no-deps", "--require-hashes", "--no-compile", "--no-warn-script-location"),
]
RECIPE = (Path(__file__), Path(contents.__file__), Path(botocore_data.__file__), Path(bytecode.__file__))


class NotInstalled(Exception):
    """pip found no wheel for the target, or one that is not the lock's."""


def prepare(lock: Path, target: Target, cache: Path, *, runs_at: str, whole: bool = False) -> Path:
    """The folder with exactly the lock's packages: wheels only, each checked by its hash, compiled, and slim.

    `whole` leaves in what no function reads, to compare with. Raises NotInstalled, NotCompiled.
    """
    inputs = b"".join(path.read_bytes() for path in (lock, *RECIPE))
    name = f"{lock.stem}-whole" if whole else lock.stem
    folder = cache / f"{name}-{target.machine}-{target.python}-{hashlib.sha256(inputs).hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    _install(lock, target, partial)
    if not whole:
        contents.leave_out(partial)
    bytecode.compile_all(partial, runs_at=runs_at)
    partial.rename(folder)
    return folder


def _install(lock: Path, target: Target, folder: Path) -> None:
    command = [sys.executable, *PIP, *target.pip_flags, f"--target={folder}", "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotInstalled(f"{lock.name} for {target.machine}, Python {target.python}:\n{done.stderr[-2000:]}")
