"""Values of any type made by reflection: with every field filled, or with all absent that may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.reports import MOVEMENTS
from tests.dynamodb.test_round_trips import Examples

MANY = (list, tuple, frozenset, Iterable, Sequence)


BY_NAME: Mapping[str, Any] = {"currency": "cad", "time_zone": "America/Toronto", "language": "fr-CA"}
"""Values of fields that must be one of few."""


class Filled(Examples):
    """Values of any type without a default anywhere: of a list of several kinds, one of each."""

    def of(self, kind: Any) -> Any:
        origin, given = get_origin(kind), get_args(kind)
        if kind is timedelta:
            return timedelta(seconds=next(self._number))
        if kind is Any:
            return f"anything_{next(self._number)}"
        if origin is Literal:
            return given[-1]
        if origin in (Union, UnionType):
            return self.union([each for each in given if each is not NoneType], optional=NoneType in given)
        if origin in MANY:
            return self.many(origin, [each for each in given if each is not Ellipsis], fixed=Ellipsis not in given)
        if origin and issubclass(origin, Mapping):
            return self.mapping(*given)
        if origin:
            return self.whole(origin, of=given[0])
        return super().of(kind)

    def union(self, kinds: Sequence[Any], *, optional: bool) -> Any:
        return self.of(kinds[0])

    def many(self, origin: Any, kinds: Sequence[Any], *, fixed: bool) -> Any:
        if origin is tuple and fixed:
            return tuple(self.of(each) for each in kinds)
        (item,) = kinds
        options = get_args(item) if get_origin(item) in (Union, UnionType) else (item,)
        made = [self.of(each) for each in options if each is not NoneType]
        return made if origin in (list, Iterable, Sequence) else origin(made)

    def mapping(self, key: Any, value: Any) -> Any:
        names = MOVEMENTS if key is EntryKind else [f"key_{next(self._number)}"]
        return {name: self.of(value) for name in names}

    def _plain(self, kind: Any, number: int) -> Any:
        return (
            self.whole(kind)
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
            else super()._plain(kind, number)
        )

    def whole(self, kind: Any, /, of: Any = None, **fixed: Any) -> Any:
        hints = get_type_hints(kind)
        names = [each.name for each in fields(kind) if each.init] if is_dataclass(kind) else kind.__struct_fields__
        wanted = {name: hints[name] for name in names if name not in fixed}
        given = {name: BY_NAME.get(name) or self.of(_with(hint, of)) for name, hint in wanted.items()}
        return kind(**given, **fixed)


class Bare(Filled):
    """Values of which everything that may be absent is, and the rest is as little as it can be."""

    def union(self, kinds: Sequence[Any], *, optional: bool) -> Any:
        return None if optional else super().union(kinds, optional=optional)

    def many(self, origin: Any, kinds: Sequence[Any], *, fixed: bool) -> Any:
        if origin is tuple and fixed:
            return super().many(origin, kinds, fixed=fixed)
        return () if origin in (Iterable, Sequence) else origin()

    def _plain(self, kind: Any, number: int) -> Any:
        if kind is bool:
            return False
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        return super()._plain(kind, number)


def _with(hint: Any, of: Any) -> Any:
    """The type with `of` in place of its variable."""
    if isinstance(hint, TypeVar):
        return of
    if of is not None and getattr(hint, "__parameters__", None):
        return hint[of]
    return hint
