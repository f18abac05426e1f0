"""Items as pynamodb reads and writes them, in less time.

pynamodb looks up each attribute that an item may have, three times and through its descriptor. A payment may have some
fifty and has half of them, and to read a list takes most of a request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, Self

from pynamodb.attributes import Attribute, ListAttribute, MapAttribute
from pynamodb.constants import NULL
from pynamodb.exceptions import AttributeNullError
from pynamodb.models import Model

from chalicelib.dynamodb.attributes import NumberAttribute

Values = dict[str, dict[str, Any]]


class _Field(NamedTuple):
    """An attribute under its own name, how its value is read, and how it is written."""

    name: str
    attribute: Attribute[Any]
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


class _Shape(NamedTuple):
    """A model's attributes by their stored names, and its defaults.

    The values of `plain` ones are kept as they are given: neither those of `nested` ones are, nor the kind of an item.
    """

    stored: Mapping[str, _Field]
    defaults: Mapping[str, Any]
    plain: frozenset[str]
    nested: frozenset[str]


def _field_of(name: str, attribute: Attribute[Any]) -> _Field:
    if type(attribute) is NumberAttribute:
        return _Field(name, attribute, _read_number, _write_number)
    return _Field(name, attribute, attribute.deserialize, attribute.serialize)


def _read_number(text: str) -> Any:
    return int(text) if text.isdecimal() else json.loads(text)


def _write_number(value: Any) -> str:
    return str(value) if type(value) is int else json.dumps(value)


@cache
def _shape_of(model: type[Model]) -> _Shape:
    attributes = model.get_attributes()
    defaults = {name: one.default for name, one in attributes.items() if one.default is not None}
    plain = {name for name, one in attributes.items() if type(one).__set__ is Attribute.__set__}
    stored = {one.attr_name: _field_of(name, one) for name, one in attributes.items()}
    nested = {name for name, one in attributes.items() if isinstance(one, MapAttribute | ListAttribute)}
    return _Shape(stored, defaults, frozenset(plain), frozenset(nested))


class Stored(Model):
    """A model whose items have few of the attributes that they may have."""

    @classmethod
    def _instantiate(cls, attribute_values: Values) -> Self:
        kind = cls._get_discriminator_class(attribute_values) or cls
        if not issubclass(kind, cls):
            raise ValueError(f"Cannot instantiate a {cls.__name__} from the returned class: {kind.__name__}")
        item = kind(_user_instantiated=False)
        item._read(attribute_values)
        return item

    def _read(self, attribute_values: Values) -> None:
        stored, _, plain, _ = _shape_of(type(self))
        for key, value in attribute_values.items():
            if key not in stored or NULL in value:
                continue
            name, attribute, read, _ = stored[key]
            found = read(attribute.get_value(value))
            if name in plain:
                self.attribute_values[name] = found
            else:
                setattr(self, name, found)

    def _set_defaults(self, _user_instantiated: bool = True) -> None:
        for name, default in _shape_of(type(self)).defaults.items():
            setattr(self, name, default() if callable(default) else default)

    def _set_attributes(self, **attributes: Any) -> None:
        known, plain = self.get_attributes(), _shape_of(type(self)).plain
        for name, value in attributes.items():
            if name in plain:
                self.attribute_values[name] = value
            elif name in known:
                setattr(self, name, value)
            else:
                raise ValueError(f"Attribute {name} specified does not exist")

    def _container_serialize(self, null_check: bool = True) -> Values:
        shape, written = _shape_of(type(self)), Values()
        if not shape.nested.isdisjoint(self.attribute_values):
            return super()._container_serialize(null_check)
        for key, (name, attribute, _, write) in shape.stored.items():
            value = self.attribute_values.get(name)
            serialized = None if value is None else write(value)
            if serialized is not None:
                written[key] = {attribute.attr_type: serialized}
            elif null_check and not attribute.null:
                raise AttributeNullError(name)
        return written
