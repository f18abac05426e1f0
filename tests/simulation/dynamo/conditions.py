"""Condition, filter and key condition expressions."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from tests.simulation.dynamo.grammar import Tokens
from tests.simulation.dynamo.values import Item, Value, equal, kind, order

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Scope(NamedTuple):
    """The context of an expression: an item, and what its placeholders stand for."""

    item: Item
    names: Mapping[str, str]
    values: Mapping[str, Value]

    def get(self, operand: str) -> Value | None:
        """The value of `:1`, `#1` or a bare name; None if the item has no such attribute."""
        match operand[0]:
            case ":":
                return self.values[operand]
            case "#":
                return self.item.get(self.names[operand])
        return self.item.get(operand)


Condition = Callable[[Scope], bool]


def holds(expression: str, scope: Scope) -> bool:
    """Whether `expression` is true."""
    return condition_of(expression)(scope)


@lru_cache(maxsize=4096)
def condition_of(expression: str) -> Condition:
    """Read an expression, once for all items that it is tried on."""
    tokens = Tokens(expression)
    condition = _any(tokens)
    tokens.expect_end()
    return condition


def _any(tokens: Tokens) -> Condition:
    parts = [_all(tokens)]
    while tokens.taken("OR"):
        parts.append(_all(tokens))
    return parts[0] if len(parts) == 1 else lambda scope: any(part(scope) for part in parts)


def _all(tokens: Tokens) -> Condition:
    parts = [_one(tokens)]
    while tokens.taken("AND"):
        parts.append(_one(tokens))
    match parts:
        case [one]:
            return one
        case [one, other]:
            return lambda scope: one(scope) and other(scope)
    return lambda scope: all(part(scope) for part in parts)


def _one(tokens: Tokens) -> Condition:
    if tokens.taken("NOT"):
        inner = _one(tokens)
        return lambda scope: not inner(scope)
    if tokens.taken("("):
        inner = _any(tokens)
        tokens.expect(")")
        return inner
    word = tokens.take()
    if tokens.next == "(":
        return _function(word, tokens)
    return _comparison(word, tokens)


def _function(name: str, tokens: Tokens) -> Condition:
    tokens.expect("(")
    path = tokens.take()
    match name:
        case "attribute_exists":
            condition: Condition = lambda scope: scope.get(path) is not None  # noqa: E731
        case "attribute_not_exists":
            condition = lambda scope: scope.get(path) is None  # noqa: E731
        case "begins_with":
            tokens.expect(",")
            condition = _begins(path, tokens.take())
        case _:
            raise NotImplementedError(f"function {name}")
    tokens.expect(")")
    return condition


def _begins(path: str, start: str) -> Condition:
    def begins(scope: Scope) -> bool:
        value, wanted = scope.get(path), scope.get(start)
        return bool(value and wanted and "S" in value and value["S"].startswith(wanted["S"]))

    return begins


def _comparison(left: str, tokens: Tokens) -> Condition:
    if tokens.taken("BETWEEN"):
        low = tokens.take()
        tokens.expect("AND")
        high = tokens.take()
        return lambda scope: _compare(scope, low, "<=", left) and _compare(scope, left, "<=", high)
    if tokens.taken("IN"):
        return _in(left, tokens)
    sign, right = tokens.take(), tokens.take()
    if sign not in ("=", "<", "<=", ">", ">="):
        raise NotImplementedError(f"comparison {sign}")
    return lambda scope: _compare(scope, left, sign, right)


def _in(left: str, tokens: Tokens) -> Condition:
    tokens.expect("(")
    among = [tokens.take()]
    while tokens.taken(","):
        among.append(tokens.take())
    tokens.expect(")")
    return lambda scope: any(_compare(scope, left, "=", each) for each in among)


def _compare(scope: Scope, left: str, sign: str, right: str) -> bool:
    """An attribute that isn't there, or of another type, compares false."""
    one, other = scope.get(left), scope.get(right)
    if one is None or other is None:
        return False
    if sign == "=":
        return equal(one, other)
    if "S" in one and "S" in other:
        return bool(SIGNS[sign](one["S"], other["S"]))
    if kind(one) != kind(other):
        return False
    return bool(SIGNS[sign](order(one), order(other)))
