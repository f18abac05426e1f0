"""Count what calls to DynamoDB consume, by asking for it in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botocore import client

READ_BLOCK = 4_096


@dataclass(slots=True)
class Meter:
    """The calls, read units and write units, indexes included."""

    calls: list[str] = field(default_factory=list)
    reads: float = 0.0
    writes: float = 0.0
    indexes: Counter[str] = field(default_factory=Counter)
    """Write units by index; `table` is the table itself."""

    @property
    def said(self) -> str:
        return f"{len(self.calls)} calls, {self.reads:g} read, {self.writes:g} write"

    def note(self, operation: str, asked: dict[str, Any], answer: dict[str, Any]) -> None:
        self.calls.append(operation)
        if operation in ("GetItem", "BatchGetItem", "Query"):
            self.reads += read_units(operation, asked, answer)
            return
        consumed = answer.get("ConsumedCapacity") or []
        for one in consumed if isinstance(consumed, list) else [consumed]:
            self.writes += float(one["CapacityUnits"])
            self._note_indexes(one)

    def _note_indexes(self, consumed: dict[str, Any]) -> None:
        in_indexes = Counter[str]()
        for name, used in (consumed.get("GlobalSecondaryIndexes") or {}).items():
            in_indexes[name] += used["CapacityUnits"]
        self.indexes.update(in_indexes)
        self.indexes["table"] += consumed["CapacityUnits"] - in_indexes.total()


@contextmanager
def metered() -> Iterator[Meter]:
    """Meter every call that this process makes until the block ends."""
    meter, kind = Meter(), client.BaseClient
    really: Any = kind._make_api_call  # type: ignore[attr-defined]

    def call(self: Any, operation: str, asked: dict[str, Any]) -> Any:
        if self.meta.service_model.service_name != "dynamodb":
            meter.calls.append(operation)
            return really(self, operation, asked)
        answer = really(self, operation, {**asked, "ReturnConsumedCapacity": "INDEXES"})
        meter.note(operation, asked, answer)
        return answer

    with mock.patch.object(kind, "_make_api_call", call):
        yield meter


def read_units(operation: str, asked: dict[str, Any], answer: dict[str, Any]) -> float:
    """AWS's rule by the bytes that were read: an item at a time, a query's items together; half when not consistent.

    The emulator takes any query for half a unit (DynamoDB Developer Guide, "Read consumption for on-demand").
    """
    if operation == "BatchGetItem":
        each = (
            (asked["RequestItems"][table].get("ConsistentRead"), size(item))
            for table, items in answer["Responses"].items()
            for item in items
        )
        return sum(_blocks(sized) * (1.0 if consistent else 0.5) for consistent, sized in each)
    items = answer.get("Items") or ([answer["Item"]] if "Item" in answer else [])
    return _blocks(sum(map(size, items))) * (1.0 if asked.get("ConsistentRead") else 0.5)


def _blocks(sized: int) -> int:
    return max(1, -(-sized // READ_BLOCK))


def size(item: dict[str, Any]) -> int:
    """Bytes of an item as DynamoDB counts them, near enough: names and values in UTF-8."""
    return sum(len(name.encode()) + len(str(next(iter(value.values()))).encode()) for name, value in item.items())
