"""One table: items by key, indexes over them, and the stream of their changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.dynamo.values import Item, order

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index: its keys, and what it projects beside keys."""

    name: str
    hash_key: str
    range_key: str
    projects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """A record of the stream."""

    at: float
    key: Key
    before: Item | None
    after: Item | None


@dataclass
class Table:
    """Keys are `pk` and `sk`, both strings. `partitions` hold items by sort key.

    `facts` are what was read of an item, by the item's identity: an item is replaced, never changed.
    """

    name: str
    indexes: Mapping[str, Index] = field(default_factory=dict)
    partitions: dict[str, dict[str, Item]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = {"pk", "sk", *(key for one in self.indexes.values() for key in (one.hash_key, one.range_key))}

    def begin_as(self, other: Table) -> None:
        """Take over the items and changes of another."""
        self.partitions |= _copied(other.partitions)
        self.changes += other.changes

    def kept(self) -> Callable[[], None]:
        """How to put back the items and changes that there are now."""
        partitions = _copied(self.partitions)
        changes, facts = list(self.changes), dict(self.facts)

        def put_back() -> None:
            self.partitions = _copied(partitions)
            self.changes, self.facts = list(changes), dict(facts)

        return put_back

    def get(self, key: Key) -> Item | None:
        return self.partitions.get(key[0], {}).get(key[1])

    def get_as_of(self, key: Key, at: float) -> Item | None:
        """The item as it was at a moment: what a read that does not ask for consistency may return."""
        later = next((change for change in self.changes if change.key == key and change.at > at), None)
        return later.before if later else self.get(key)

    def put(self, key: Key, item: Item | None, at: float) -> None:
        """Write an item, or remove it if None is given, and report it in the stream unless nothing changed."""
        before = self.get(key)
        if before == item:
            return
        partition = self.partitions.setdefault(key[0], {})
        if item is None:
            partition.pop(key[1], None)
        else:
            partition[key[1]] = item
        self.changes.append(Change(at, key, before, item))

    def items(self) -> Iterator[Item]:
        for partition in self.partitions.values():
            yield from partition.values()

    def as_of(self, at: float) -> Iterator[Item]:
        """The items as they were at a moment: what an index that is behind still shows."""
        undone: dict[Key, Item | None] = {}
        for change in reversed(self.changes):
            if change.at <= at:
                break
            undone[change.key] = change.before
        for item in self.items():
            if key_of(item) not in undone:
                yield item
        yield from (item for item in undone.values() if item is not None)

    def view(self, index: Index | None, pk: str, behind_s: float, now: float) -> Iterator[Item]:
        """Items with this hash key, in order of the range key, as the table or its index showed them `behind_s` ago."""
        if index is None and not behind_s:
            partition = self.partitions.get(pk, {})
            yield from (partition[sk] for sk in sorted(partition))
            return
        source = self.as_of(now - behind_s) if behind_s else self.items()
        if index is None:
            yield from sorted((item for item in source if item["pk"]["S"] == pk), key=key_of)
            return
        wanted = {"S": pk}
        held = [item for item in source if item.get(index.hash_key) == wanted and index.range_key in item]
        held.sort(key=lambda item: (order(item[index.range_key]), key_of(item)))
        shown = {"pk", "sk", index.hash_key, index.range_key, *index.projects}
        for item in held:
            yield {name: value for name, value in item.items() if name in shown}


def key_of(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _copied(partitions: Mapping[str, Mapping[str, Item]]) -> dict[str, dict[str, Item]]:
    return {pk: dict(items) for pk, items in partitions.items()}
