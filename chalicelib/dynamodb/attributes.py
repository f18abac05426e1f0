"""pynamodb's attributes, read from an item in one step.

pynamodb finds out at each reading whether the item is a map, and what the attribute is called in it: a payment is read
by some fifty of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pynamodb import attributes
from pynamodb.attributes import Attribute

if TYPE_CHECKING:
    from pynamodb.attributes import (
        BooleanAttribute,
        JSONAttribute,
        NumberAttribute,
        NumberSetAttribute,
        UnicodeAttribute,
    )
else:

    class _OfItem(Attribute):
        """An attribute of items, never of maps in them."""

        def __set_name__(self, owner: type[Any], name: str) -> None:
            super().__set_name__(owner, name)
            self.name = name

        def __get__(self, item: Any, owner: type[Any]) -> Any:
            return self if item is None else item.attribute_values.get(self.name)

    class BooleanAttribute(_OfItem, attributes.BooleanAttribute):
        """True or false."""

    class JSONAttribute(_OfItem, attributes.JSONAttribute):
        """Anything that JSON can say, in a string."""

    class NumberAttribute(_OfItem, attributes.NumberAttribute):
        """A number."""

    class NumberSetAttribute(_OfItem, attributes.NumberSetAttribute):
        """Numbers, each once."""

    class UnicodeAttribute(_OfItem, attributes.UnicodeAttribute):
        """A string."""


__all__ = ["BooleanAttribute", "JSONAttribute", "NumberAttribute", "NumberSetAttribute", "UnicodeAttribute"]
