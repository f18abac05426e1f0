"""Lists on the wire."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from chalicelib.api.core.request import encode_cursor
from chalicelib.services.pagination import Page, PageRequest

T = TypeVar("T")
W = TypeVar("W")


class Listing(msgspec.Struct, Generic[W]):
    """One page of a list, and the cursor of the next one if there is more."""

    items: list[W]
    next_cursor: str | None


def listing(found: Page[T], show: Callable[[T], W]) -> Listing[W]:
    return Listing([show(item) for item in found.items], encode_cursor(found.next_cursor))


def page_of(items: Sequence[T], page: PageRequest, key: Callable[[T], str]) -> Page[T]:
    """One page of a list so short that it is read whole, in the order of `key`."""
    rest = sorted((item for item in items if page.cursor is None or key(item) > page.cursor), key=key)
    shown = tuple(rest[: page.limit])
    return Page(shown, key(shown[-1]) if len(rest) > page.limit else None)
