"""How far a replay has come, in a file of this machine: a run that stopped resumes with the same command."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / ".local" / "replays"


@dataclass(frozen=True, slots=True)
class Progress:
    """The span of a run, and the parts of it that are done. A line per part is appended when it is."""

    path: Path
    since: datetime
    until: datetime
    _done: set[str] = field(default_factory=set)

    @property
    def is_resumed(self) -> bool:
        return bool(self._done)

    def is_done(self, part: str) -> bool:
        return part in self._done

    def finish(self, part: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(part) + "\n")
        self._done.add(part)

    def end(self) -> None:
        """Forget the run: the next one with this name begins anew."""
        self.path.unlink(missing_ok=True)


def begin(name: str, since: datetime, until: datetime, folder: Path = FOLDER) -> Progress:
    """Return the progress of the run of that name: of the one that stopped, with its own span, or of a new one."""
    path = folder / f"{name}.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    whole = [json.loads(line) for line in lines if line.endswith("\n")]
    if not whole:
        path.write_text(json.dumps([since.isoformat(), until.isoformat()]) + "\n", encoding="utf-8")
        return Progress(path, since, until)
    (first, last), *done = whole
    return Progress(path, datetime.fromisoformat(first), datetime.fromisoformat(last), set(done))
