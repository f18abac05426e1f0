"""Versioned rows with conditional writes: what the ledger needs of a database, in memory."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from chalicelib.credit.errors import Conflict
from chalicelib.services.ports import Page, PageRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Write:
    """One row to write, if it is still at version `expects`; 0 means that it must not be there yet."""

    key: Hashable
    value: object
    version: int
    expects: int


@dataclass(frozen=True, slots=True)
class Absent:
    """A row that must not be there, and is not written."""

    key: Hashable


class Rows:
    """Rows by key, each with a version. Writes happen all together or not at all."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, tuple[int, object]] = {}

    def get(self, key: Hashable, kind: type[T]) -> T | None:
        found = self._rows.get(key)
        value = found[1] if found else None
        return value if isinstance(value, kind) else None

    def all(self, kind: type[T]) -> Iterator[T]:
        return (value for _, value in list(self._rows.values()) if isinstance(value, kind))

    def version(self, key: Hashable) -> int:
        return self._rows[key][0] if key in self._rows else 0

    def write(self, *writes: Write | Absent) -> None:
        """Raises Conflict, and changes nothing, when one row is not at the version that its writer saw."""
        if any(self.version(write.key) != (write.expects if isinstance(write, Write) else 0) for write in writes):
            raise Conflict
        for write in writes:
            if isinstance(write, Write):
                self._rows[write.key] = (write.version, write.value)

    def put(self, key: Hashable, value: object) -> None:
        """Write whatever was there."""
        self._rows[key] = (self.version(key), value)

    def remove(self, key: Hashable, version: int) -> None:
        """Remove the row unless it changed."""
        if self.version(key) == version:
            self._rows.pop(key, None)


class Newest(Generic[T]):
    """A list with its sort keys, shown a page at a time, newest first."""

    def __init__(self, keyed: Sequence[tuple[str, T]]) -> None:
        self._keyed = sorted(keyed, key=lambda pair: pair[0], reverse=True)

    def page(self, page: PageRequest) -> Page[T]:
        rest = [pair for pair in self._keyed if page.cursor is None or pair[0] < page.cursor]
        shown = rest[: page.limit]
        return Page(tuple(item for _, item in shown), shown[-1][0] if len(rest) > page.limit else None)
