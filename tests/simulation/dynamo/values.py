"""DynamoDB's values as they are on the wire, and how they compare."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Value = dict[str, Any]
"""One attribute: `{"S": "text"}`, `{"N": "5"}` and so on."""
Item = dict[str, Value]


def copied(item: Item) -> Item:
    """The same item, which its reader may change: values are replaced here, never changed."""
    return {name: {**value} for name, value in item.items()}


def kind(value: Value) -> str:
    (name,) = value
    return name


def order(value: Value) -> Any:
    """The sort key of a value among values of its own kind. Only strings and numbers are sorted here.

    Strings are in the order of their bytes in UTF-8, which is that of their characters.
    """
    if "S" in value:
        return value["S"]
    if "N" in value:
        return Decimal(value["N"])
    raise NotImplementedError(f"ordering of {kind(value)}")


def equal(one: Value, other: Value) -> bool:
    """Numbers are equal by value, sets in any order, the rest as it is written."""
    if "S" in one or one == other:
        return one == other
    if kind(one) != kind(other):
        return False
    match kind(one):
        case "N":
            return Decimal(one["N"]) == Decimal(other["N"])
        case "NS":
            return set(map(Decimal, one["NS"])) == set(map(Decimal, other["NS"]))
        case "M":
            return one["M"].keys() == other["M"].keys() and all(equal(one["M"][k], other["M"][k]) for k in one["M"])
    return bool(one == other)


def plus(one: Value, other: Value) -> Value:
    """The sum of two numbers."""
    if kind(one) != "N" or kind(other) != "N":
        raise NotImplementedError(f"adding {kind(other)} to {kind(one)}")
    return {"N": str(Decimal(one["N"]) + Decimal(other["N"]))}
