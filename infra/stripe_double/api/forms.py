"""Stripe's form encoding: `transfer_data[destination]=acct_1&expand[]=customer` as nested dicts and lists."""

import re
from urllib.parse import parse_qsl

from infra.stripe_double.core.errors import unreadable
from infra.stripe_double.core.types import Json

_NAME = re.compile(r"[^\[\]]+")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_MAX_DEPTH = 8
_MAX_PAIRS = 2000


def parse(encoded: str) -> Json:
    """Decode a body or a query string; a list index or `[]` makes a list, any other bracket a dict."""
    root: Json = {}
    for count, (name, value) in enumerate(parse_qsl(encoded, keep_blank_values=True)):
        if count >= _MAX_PAIRS:
            raise unreadable("Too many parameters.", name)
        _put(root, _path(name), value, name)
    return {name: _lists(value) for name, value in root.items()}


def _path(name: str) -> list[str]:
    head = _NAME.match(name)
    if head is None:
        raise unreadable(f"Invalid parameter name: {name}", name)
    keys = [head.group()]
    rest = name[head.end() :]
    while rest:
        bracket = _BRACKETS.match(rest)
        if bracket is None or len(keys) >= _MAX_DEPTH:
            raise unreadable(f"Invalid parameter name: {name}", name)
        keys.append(bracket.group(1))
        rest = rest[bracket.end() :]
    return keys


def _put(root: Json, keys: list[str], value: str, name: str) -> None:
    node = root
    for position, key in enumerate(keys):
        slot = key or str(len(node))
        if position == len(keys) - 1:
            node[slot] = value
            return
        child = node.setdefault(slot, {})
        if not isinstance(child, dict):
            raise unreadable(f"Invalid parameter: {name} is both a value and an object", name)
        node = child


def _lists(value: object) -> object:
    if not isinstance(value, dict):
        return value
    items = {key: _lists(item) for key, item in value.items()}
    if items and all(key.isdigit() for key in items):
        return [items[key] for key in sorted(items, key=int)]
    return items
