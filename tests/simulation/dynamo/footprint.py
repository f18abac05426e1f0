"""The reads and writes of a call to DynamoDB, and how a trace shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from tests.simulation.dynamo.values import Item
from tests.simulation.scheduler import Call

SERVICE = "dynamodb"


def footprint(operation: str, asked: Mapping[str, Any]) -> Call:
    """The call as the scheduler knows it: `table/pk/sk` for an item, `table/pk/kind#*` for the items of one kind in a
    partition, `table/pk/*` for all of it.
    """
    match operation:
        case "TransactWriteItems":
            return _transaction(asked["TransactItems"])
        case "BatchGetItem":
            names = [_name(table, key) for table, keys in asked["RequestItems"].items() for key in keys["Keys"]]
            names.sort()
            return Call(SERVICE, f"BatchGetItem {_shown(names)}", reads=frozenset(names))
        case "Query":
            return _query(asked)
    name = _name(asked["TableName"], asked.get("Key") or asked["Item"])
    call = f"{operation} {name}{_changes(asked)}"
    if operation == "GetItem":
        return Call(SERVICE, call, reads=frozenset({name}))
    return Call(SERVICE, call, writes=frozenset({name}), within=_wholes([name]))


def _transaction(actions: list[dict[str, Any]]) -> Call:
    asked = [each for action in actions for each in action.values()]
    names = [_name(each["TableName"], each.get("Key") or each["Item"]) for each in asked]
    call = f"TransactWriteItems {_shown(names)}{_changes(*asked)}"
    return Call(SERVICE, call, writes=frozenset(names), within=_wholes(names))


def _query(asked: Mapping[str, Any]) -> Call:
    table, values = asked["TableName"], asked["ExpressionAttributeValues"]
    pk = values[":0"]["S"]
    index = asked.get("IndexName", "")
    of = f"{table}/*" if index else f"{table}/{pk}/{_range(asked)}"
    return Call(SERVICE, f"Query {table}/{pk} {index}".rstrip(), reads=frozenset({of}))


def _range(asked: Mapping[str, Any]) -> str:
    """`kind#*` where the sort keys asked for are between two of one kind or begin with one, else `*`."""
    wanted = () if "IndexName" in asked else _bounds(asked["KeyConditionExpression"])
    bounds = [value["S"] for name, value in asked["ExpressionAttributeValues"].items() if name in wanted]
    kinds = {_kind(bound) for bound in bounds if "#" in bound}
    return kinds.pop() if len(kinds) == 1 and all("#" in bound for bound in bounds) else "*"


@cache
def _bounds(condition: str) -> Sequence[str]:
    """The placeholders of a condition with a lower and an upper bound on the table's own sort key."""
    is_bounded = "BETWEEN" in condition or "begins_with" in condition
    return [name for name in re.findall(r":\w+", condition) if name != ":0"] if is_bounded else ()


def _kind(sk: str) -> str:
    return f"{sk.partition('#')[0]}#*"


def _name(table: str, item: Item) -> str:
    return f"{table}/{item['pk']['S']}/{item['sk']['S']}"


def _wholes(names: list[str]) -> frozenset[str]:
    """The wholes of these items that queries read: their tables, their partitions, and their kinds in those."""
    found = set[str]()
    for name in names:
        table, pk, sk = name.split("/", 2)
        found |= {f"{table}/*", f"{table}/{pk}/*", f"{table}/{pk}/{_kind(sk)}"}
    return frozenset(found)


def _shown(names: list[str]) -> str:
    """Names without their common partition."""
    first = names[0].rsplit("/", 1)[0]
    return " ".join([names[0], *(name.removeprefix(f"{first}/") for name in names[1:])])


def _changes(*asked: Mapping[str, Any]) -> str:
    """The changes, in short: version, status, balance."""
    items = [each["Item"] for each in asked if "Item" in each]
    wanted = ("version", "status", "amount", "transfer")
    found = [f"{name}={next(iter(item[name].values()))}" for item in items for name in wanted if name in item]
    return f" ({' '.join(found)})" if found else ""
