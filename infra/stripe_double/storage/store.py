"""The double's memory: one SQLite file. What was answered survives kill -9, since every request is one transaction."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.stripe_double.core.types import Json

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, kind TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL, hidden TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (account, kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_customer ON objects (account, kind, json_extract(body, '$.customer'));
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (account, kind, json_extract(body, '$.charge'));
CREATE TABLE IF NOT EXISTS idempotency (
    account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (account, key));
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, operation TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, account TEXT NOT NULL, key_kind TEXT NOT NULL, idempotency_key TEXT, params TEXT NOT NULL,
    status INTEGER NOT NULL, replayed INTEGER NOT NULL, request TEXT NOT NULL, fault TEXT);
CREATE TABLE IF NOT EXISTS rules (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, rule TEXT NOT NULL, remaining INTEGER);
CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, due REAL NOT NULL, account TEXT NOT NULL, target TEXT NOT NULL,
    outcome TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, type TEXT NOT NULL, endpoint TEXT NOT NULL,
    status TEXT NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,
    code INTEGER, answer TEXT, delivered_at REAL);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (status, due, seq);
"""


class Store:
    """One connection behind one lock. The double is a test tool: exact before fast."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._queues = False
        self.queued = threading.Event()
        """Set when a transaction that queued something has ended."""
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block alone and atomically."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            if self._queues:
                self._queues = False
                self.queued.set()

    def queue(self) -> None:
        """Notify the sender once this transaction has ended: it queued a delivery or a job, or made one due earlier."""
        self._queues = True

    @contextmanager
    def undoable(self) -> Iterator[None]:
        """Undo what the block changed, and nothing else of the transaction, when it raises."""
        self._connection.execute("SAVEPOINT work")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO work")
            raise
        finally:
            self._connection.execute("RELEASE work")

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """Return the first row, if there is one."""
        rows = self.rows(sql, *values)
        return rows[0] if rows else None

    def change(self, sql: str, *values: object) -> int:
        """Run one statement and return how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, **values: object) -> int:
        """Add a row and return its number."""
        names = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        with self._lock:
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            return self._connection.execute(sql, tuple(values.values())).lastrowid or 0

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()


def dump(value: object) -> str:
    """Encode for a TEXT column."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def load(text: str) -> Json:
    """Decode a TEXT column that holds an object."""
    value: Json = json.loads(text)
    return value
