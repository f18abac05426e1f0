"""The stream's records on disk until the function has processed them.

The emulator keeps a table's stream in memory, so what was not delivered before it stops would be lost with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    sequence TEXT PRIMARY KEY, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS position (only INTEGER PRIMARY KEY CHECK (only = 1), sequence TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class PendingRecord:
    """A record that the function has not processed."""

    sequence: str
    body: dict[str, Any]
    attempts: int


class StreamCheckpoint:
    """Records in the order of their sequence numbers. Every method is durable when it returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(SCHEMA)

    def close(self) -> None:
        self._database.close()

    def take(self, records: Iterable[dict[str, Any]]) -> int:
        """Store new records and the position in the stream; return how many were new.

        Sequence numbers grow, over the emulator's restarts too, so one that is not above the last is an old one.
        """
        last = self._position()
        new = [(_sequence(record), json.dumps(record)) for record in records if _sequence(record) > last]
        with self._database:
            self._database.executemany("INSERT OR IGNORE INTO record (sequence, body) VALUES (?, ?)", new)
            if new:
                newest = max(sequence for sequence, _ in new)
                self._database.execute("INSERT OR REPLACE INTO position VALUES (1, ?)", (newest,))
        return len(new)

    def due(self, now: float, limit: int) -> list[PendingRecord]:
        """Return the oldest records that are due."""
        rows = self._database.execute(
            "SELECT sequence, body, attempts FROM record WHERE due_at <= ? ORDER BY sequence LIMIT ?", (now, limit)
        )
        return [PendingRecord(sequence, json.loads(body), attempts) for sequence, body, attempts in rows]

    def done(self, sequences: Iterable[str]) -> None:
        """Remove records that the function has processed."""
        with self._database:
            self._database.executemany("DELETE FROM record WHERE sequence = ?", [(each,) for each in sequences])

    def postpone(self, sequence: str, until: float) -> None:
        """Retry a failed record, not before `until`."""
        with self._database:
            self._database.execute(
                "UPDATE record SET attempts = attempts + 1, due_at = ? WHERE sequence = ?", (until, sequence)
            )

    def waiting(self) -> int:
        """Return how many records are pending."""
        count: int = self._database.execute("SELECT count(*) FROM record").fetchone()[0]
        return count

    def _position(self) -> str:
        row = self._database.execute("SELECT sequence FROM position").fetchone()
        return row[0] if row else ""


def _sequence(record: dict[str, Any]) -> str:
    sequence: str = record["dynamodb"]["SequenceNumber"]
    return sequence
