"""The files that a clinic gets when it leaves: everything stored of it, as JSON lines, and a manifest with digests."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from chalicelib.dynamodb.clinic_archive import Archived

MANIFEST = "manifest.json"
README = """One file per kind of item, each line one item as JSON. Amounts are minor units. `pk` is CLINIC#PATIENT
where an item is a patient's. `payment` has each receipt's number; `entry` is the ledger, whose
amounts add up to the balances in `credit`. The manifest has each file's number of lines and its SHA-256 digest.
"""


class NotExported(Exception):
    """The folder can't be written to; the message is a sentence with what to do."""


@dataclass(slots=True)
class Exported:
    """Lines that were written, by kind, and what the balances hold and owe, minor units."""

    lines: Counter[str] = field(default_factory=Counter)
    held: int = 0
    owed: int = 0

    def count(self, kind: str, item: dict[str, Any]) -> None:
        self.lines[kind] += 1
        if kind == "credit":
            balance = int(item.get("balance") or 0)
            self.held += max(balance, 0)
            self.owed += max(-balance, 0)


def write_export(clinic_id: str, items: Iterable[Archived], folder: Path, by: str, at: datetime) -> Exported:
    """Write the files into a new folder, the manifest last: without it, an export is not whole. Raises NotExported."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise NotExported(f"{folder} is there already: name a new folder, or remove that one.") from None
    except OSError as error:
        raise NotExported(f"{folder} can't be made: {error.strerror}.") from None
    found, files = Exported(), dict[str, IO[str]]()
    with ExitStack() as opened:
        for kind, item in items:
            if kind not in files:
                files[kind] = opened.enter_context((folder / f"{kind}.jsonl").open("w", encoding="utf-8"))
            files[kind].write(json.dumps(item, ensure_ascii=False, sort_keys=True, default=str) + "\n")
            found.count(kind, item)
    (folder / "README.txt").write_text(README, encoding="utf-8")
    manifest = {
        "clinic_id": clinic_id,
        "exported_at": at.isoformat(),
        "exported_by": by,
        "held": found.held,
        "owed": found.owed,
        "files": [_described(folder / f"{kind}.jsonl", found.lines[kind]) for kind in sorted(found.lines)],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def _described(path: Path, lines: int) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "lines": lines, "bytes": path.stat().st_size, "sha256": digest}
