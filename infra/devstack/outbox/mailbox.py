"""The e-mails that were taken: a file each, the newest ones only."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An e-mail as it was handed over. `at` is in RFC 3339; `headers` and `tags` are as they were given."""

    id: str
    at: str
    sender: str
    to: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


class Mailbox:
    """Messages in a folder. One process writes it; a message is on the disk when `add` returns."""

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._kept = kept
        last = max((int(path.stem) for path in self._files()), default=0)
        self._numbers = itertools.count(last + 1)

    def add(self, **given: Any) -> Message:
        """Keep a message under the next number; the oldest one goes when there are too many."""
        number = next(self._numbers)
        message = Message(id=f"{number:08d}", **given)
        (self._folder / f"{number:08d}.json").write_text(json.dumps(asdict(message)), encoding="utf-8")
        for path in self._files()[: -self._kept]:
            path.unlink()
        return message

    def newest_first(self) -> list[Message]:
        return [Message(**json.loads(path.read_text(encoding="utf-8"))) for path in reversed(self._files())]

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))
