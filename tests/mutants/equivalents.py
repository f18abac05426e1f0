"""`equivalents.toml`: changes after which no one can tell a difference, each with its reason. None is tried."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.text_edit import TextEdit


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A change, such as `null -> undefined`, of lines without their indentation, each with its file before a colon."""

    change: str
    reason: str
    lines: tuple[str, ...]


def listed() -> tuple[Equivalent, ...]:
    found = tomllib.loads(Path(__file__).with_name("equivalents.toml").read_text())
    return tuple(Equivalent(each["change"], each["reason"], tuple(each["lines"])) for each in found["equivalent"])


def is_equivalent(edit: TextEdit, content: str, known: tuple[Equivalent, ...]) -> bool:
    """Whether the change is listed. `content` is the file's."""
    before = content.encode()[: edit.start].decode()
    line = f"{edit.file}: {content.splitlines()[before.count(chr(10))].strip()}"
    _, _, change = edit.name.partition(" ")
    return any(each.change == change and line in each.lines for each in known)
