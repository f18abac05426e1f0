"""Byte code beside its source and never checked against it: /var/task is read-only, so a function keeps none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMPILE = """
import compileall, py_compile, sys
folder, runs_at = sys.argv[1:]
ok = compileall.compile_dir(
    folder, ddir=runs_at, quiet=1, workers=1, force=True,
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
)
sys.exit(not ok)
"""


class NotCompiled(Exception):
    """A file that this version of Python can't compile."""


def compile_all(folder: Path, *, runs_at: str) -> None:
    """Compile all Python below `folder`, naming files as the function will see them, below `runs_at`.

    In a process of its own with a fixed hash seed: the order of sets inside byte code follows the seed. Raises
    NotCompiled.
    """
    done = subprocess.run(
        [sys.executable, "-c", COMPILE, str(folder), runs_at],
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NotCompiled(done.stdout + done.stderr)
