"""Values as a language writes them, on as few lines as are readable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 76
"""Characters per line that the reference page shows beside its text."""


@dataclass(frozen=True, slots=True)
class Language:
    """Spelling of one language's values. `indent` is in spaces."""

    true: str
    false: str
    null: str
    quotes_keys: bool
    indent: int
    spaced: bool

    def literal(self, value: Any, depth: int = 0) -> str:
        """The value, beginning in a line that is indented by `depth` levels."""
        match value:
            case bool():
                return self.true if value else self.false
            case None:
                return self.null
            case str():
                return _quoted(value)
            case Mapping():
                pad = " " if self.spaced and value else ""
                members = [f"{self._key(key)}: {self.literal(each, depth + 1)}" for key, each in value.items()]
                return self.bracketed("{", members, "}", depth, pad)
            case Sequence():
                return self.bracketed("[", [self.literal(each, depth + 1) for each in value], "]", depth)
        return json.dumps(value)

    def bracketed(self, opening: str, members: Sequence[str], closing: str, depth: int, pad: str = "") -> str:
        """The members on one line, or on one line each where they would not fit."""
        line = f"{opening}{pad}{', '.join(members)}{pad}{closing}"
        if "\n" not in line and len(line) + depth * self.indent <= WIDTH:
            return line
        inner = " " * self.indent * (depth + 1)
        listed = "".join(f"{inner}{member},\n" for member in members)
        return f"{opening}\n{listed}{' ' * self.indent * depth}{closing}"

    def _key(self, name: str) -> str:
        return _quoted(name) if self.quotes_keys or not name.isidentifier() else name


PYTHON = Language("True", "False", "None", quotes_keys=True, indent=4, spaced=False)
TYPESCRIPT = Language("true", "false", "null", quotes_keys=False, indent=2, spaced=True)


def _quoted(text: str) -> str:
    double = json.dumps(text, ensure_ascii=False)
    return f"'{text}'" if '"' in text and "'" not in text and "\\" not in text else double
