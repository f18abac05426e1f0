"""Installed libraries of a lock for a target, kept under `.local/build` until the lock changes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from infra.build.target import Target

PIP = [
    *("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar=off"),
    *("--no-deps", "--require-hashes", "--no-compile", "--no-warn-script-location"),
]


class NotInstalled(Exception):
    """pip found no wheel for the target, or one that is not the lock's."""


def install(lock: Path, target: Target, cache: Path) -> Path:
    """The folder with exactly the lock's packages, wheels only, each checked by its hash. Raises NotInstalled."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder = cache / f"{lock.stem}-{target.machine}-{target.python}-{digest}"
    if folder.is_dir():
        return folder
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    command = [sys.executable, *PIP, *target.pip_flags, f"--target={partial}", "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotInstalled(f"{lock.name} for {target.machine}, Python {target.python}:\n{done.stderr[-2000:]}")
    partial.rename(folder)
    return folder
