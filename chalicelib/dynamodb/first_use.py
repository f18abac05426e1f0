"""The operations of DynamoDB that requests use, as they use them. A write that were sent could not succeed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.aws.first_use import Use

LARGEST_TRANSACTION = 8
"""Addresses are resolved for each number of actions in a transaction anew. A settlement has five, few have more."""
KEY: Mapping[str, Any] = {"pk": {"S": "-"}, "sk": {"S": "-"}}
MAP: Mapping[str, Any] = {"M": {"-": {"S": "-"}}}
ITEM: Mapping[str, Any] = {**KEY, "a": {"N": "0"}, "b": {"BOOL": True}, "c": {"NS": ["0"]}, "d": MAP}
NEVER = {"ConditionExpression": "attribute_exists(#0) AND attribute_not_exists(#0)"}
NAMES, VALUES = {"ExpressionAttributeNames": {"#0": "pk"}}, {"ExpressionAttributeValues": {":0": {"S": "-"}, ":1": MAP}}
COUNTED = {"ReturnConsumedCapacity": "TOTAL"}


def uses(table: str) -> Iterator[Use]:
    """Each operation, with the parameters that pynamodb gives and a response as DynamoDB's."""
    on, counted = {"TableName": table}, {"TableName": table, "CapacityUnits": 1.0}
    read, written = {**on, **COUNTED, "ConsistentRead": True}, {**on, **COUNTED, **NEVER, **NAMES}
    yield _use("get_item", {**read, "Key": KEY}, Item=ITEM, ConsumedCapacity=counted)
    yield _use(
        "query",
        {**read, **NAMES, **VALUES, "KeyConditionExpression": "#0 = :0", "FilterExpression": "#0 IN (:0)"},
        Items=[ITEM],
        Count=1,
        ScannedCount=1,
        ConsumedCapacity=counted,
    )
    wanted = {"Keys": [KEY], "ConsistentRead": True}
    yield _use(
        "batch_get_item",
        {"RequestItems": {table: wanted}, **COUNTED},
        Responses={table: [ITEM]},
        UnprocessedKeys={},
        ConsumedCapacity=[counted],
    )
    yield _use("put_item", {**written, "Item": ITEM}, ConsumedCapacity=counted)
    yield _use("update_item", {**written, "Key": KEY, "UpdateExpression": "REMOVE a"}, ConsumedCapacity=counted)


def transactions(table: str) -> Iterator[Use]:
    """Transactions of each number of actions."""
    counted = {"TableName": table, "CapacityUnits": 1.0}
    for number in range(1, LARGEST_TRANSACTION + 1):
        actions = {"TransactItems": _actions(table, number)}
        yield _use("transact_write_items", {**COUNTED, **actions}, ConsumedCapacity=[counted])


def _use(operation: str, given: Mapping[str, Any], **response: Any) -> Use:
    return Use(operation=operation, given=given, response=response)


def _actions(table: str, number: int) -> list[dict[str, Any]]:
    """So many actions, each kind in turn."""
    never = {"TableName": table, **NEVER, **NAMES, **VALUES}
    kinds: tuple[dict[str, Any], ...] = (
        {"Put": {**never, "Item": ITEM}},
        {"Update": {**never, "Key": KEY, "UpdateExpression": "SET a = :0"}},
        {"ConditionCheck": {**never, "Key": KEY}},
        {"Delete": {**never, "Key": KEY}},
    )
    return [kinds[each % len(kinds)] for each in range(number)]
