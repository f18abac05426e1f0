"""A copy of the tree to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.catalogue import Mutant

ROOT = Path(__file__).parents[2]
PARTS = ("app.py", "pyproject.toml", "chalicelib", "infra", "tests")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "screenshots")


def copy_to(folder: Path) -> Path:
    """The code and its tests, in `folder`."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, folder / name)
    return folder


@contextmanager
def spoiled(tree: Path, mutant: Mutant) -> Iterator[None]:
    """While this lasts, `tree` has the bug."""
    file = tree / mutant.file
    right = file.read_text()
    file.write_text(right.replace(mutant.old, mutant.new))
    try:
        yield
    finally:
        file.write_text(right)
