"""The response of an implementation of DynamoDB to an operation, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

Call = Callable[[str, dict[str, Any]], Mapping[str, Any]]


def said(call: Call, operation: str, asked: dict[str, Any]) -> object:
    """The answer, or the error's code with the reason of each action."""
    try:
        return _answer(operation, call(operation, asked))
    except ClientError as fault:
        code = fault.response["Error"]["Code"]
        reasons: Any = fault.response.get("CancellationReasons", [])
        return code, [reason["Code"] for reason in reasons]


def _answer(operation: str, answer: Mapping[str, Any]) -> object:
    match operation:
        case "GetItem":
            return _plain(answer.get("Item"))
        case "UpdateItem":
            return _plain(answer.get("Attributes"))
        case "Query":
            return answer["Count"], _in_order([_plain(item) for item in answer["Items"]])
        case "BatchGetItem":
            items = [item for found in answer["Responses"].values() for item in found]
            return sorted((_plain(item) for item in items), key=str)
    return "done"


def _plain(item: Mapping[str, Any] | None) -> Any:
    """An item whose numbers and sets are equal when DynamoDB's are."""
    if item is None:
        return None
    return sorted((name, kind, _value(kind, inner)) for name, value in item.items() for kind, inner in value.items())


def _value(kind: str, inner: Any) -> str:
    if kind == "N":
        return str(Decimal(inner).normalize())
    return str(sorted(inner)) if kind in ("NS", "SS") else str(inner)


def _in_order(items: list[Any]) -> list[Any]:
    """Items with the same sort key come in no order that DynamoDB promises: their set is compared."""
    return sorted(items, key=str)
