"""Update expressions: SET, with if_not_exists and sums; ADD of numbers; REMOVE."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from tests.simulation.dynamo.conditions import Scope
from tests.simulation.dynamo.grammar import Tokens
from tests.simulation.dynamo.values import Item, Value, plus

Operand = Callable[[Scope], Value]
Change = Callable[[Scope, Item], None]
SECTIONS = ("SET", "ADD", "REMOVE")


def updated(expression: str, scope: Scope) -> Item:
    """The item after the update. Every operand is read from the item as it was."""
    after = dict(scope.item)
    for change in _read(expression):
        change(scope, after)
    return after


@lru_cache(maxsize=1024)
def _read(expression: str) -> tuple[Change, ...]:
    tokens, changes = Tokens(expression), list[Change]()
    while tokens.next:
        section = tokens.take().upper()
        if section not in SECTIONS:
            raise NotImplementedError(f"update section {section}")
        changes.append(_change(section, tokens))
        while tokens.taken(","):
            changes.append(_change(section, tokens))
    return tuple(changes)


def _change(section: str, tokens: Tokens) -> Change:
    path = tokens.take()
    if section == "REMOVE":
        return _remove(path)
    if section == "ADD":
        return _add(path, tokens.take())
    tokens.expect("=")
    value = _sum(tokens)

    def put(scope: Scope, after: Item) -> None:
        after[_name(scope, path)] = value(scope)

    return put


def _remove(path: str) -> Change:
    def remove(scope: Scope, after: Item) -> None:
        after.pop(_name(scope, path), None)

    return remove


def _add(path: str, operand: str) -> Change:
    def add(scope: Scope, after: Item) -> None:
        amount = scope.values[operand]
        after[_name(scope, path)] = plus(scope.get(path) or {"N": "0"}, amount)

    return add


def _sum(tokens: Tokens) -> Operand:
    first = _operand(tokens)
    if not tokens.taken("+"):
        return first
    second = _operand(tokens)
    return lambda scope: plus(first(scope), second(scope))


def _operand(tokens: Tokens) -> Operand:
    word = tokens.take()
    if word != "if_not_exists":
        return lambda scope: _there(scope, word)
    tokens.expect("(")
    path = tokens.take()
    tokens.expect(",")
    default = _operand(tokens)
    tokens.expect(")")
    return lambda scope: scope.get(path) or default(scope)


def _there(scope: Scope, operand: str) -> Value:
    value = scope.get(operand)
    if value is None:
        raise NotImplementedError(f"an update that reads {operand}, which isn't there")
    return value


def _name(scope: Scope, path: str) -> str:
    return scope.names[path] if path.startswith("#") else path
