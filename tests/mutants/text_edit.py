"""One small change of a text file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The bytes from `start` to `end` become `text`. `name` tells people where and what."""

    file: str
    start: int
    end: int
    text: str
    name: str

    @classmethod
    def of(cls, root: Path, file: str, start: int, end: int, text: str) -> Self:
        content = (root / file).read_bytes()
        before = content[:start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        was = " ".join(content[start:end].decode().split())[:60]
        return cls(file, start, end, text, f"{file}:{line}:{column} {was} -> {text}")

    def made_in(self, content: bytes) -> bytes:
        return content[: self.start] + self.text.encode() + content[self.end :]
