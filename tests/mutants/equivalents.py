"""`equivalents.toml`: changes after which no one can tell a difference, each with its reason. None is tried."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.text_edit import TextEdit


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The line of a file that is changed, without its indentation, and the change: `null -> undefined`."""

    file: str
    line: str
    change: str
    reason: str


def listed() -> tuple[Equivalent, ...]:
    found = tomllib.loads(Path(__file__).with_name("equivalents.toml").read_text())
    return tuple(Equivalent(**each) for each in found["equivalent"])


def is_equivalent(edit: TextEdit, content: str, known: tuple[Equivalent, ...]) -> bool:
    """Whether the change is listed. `content` is the file's."""
    before = content.encode()[: edit.start].decode()
    line = content.splitlines()[before.count("\n")].strip()
    _, _, change = edit.name.partition(" ")
    return any((each.file, each.line, each.change) == (edit.file, line, change) for each in known)
