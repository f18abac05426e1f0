"""Lists as iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def every(operation: Callable[..., Any], *path: str, **query: Any) -> Iterator[Any]:
    """Each item of a list, page after page: `every(client.clinic_patients, q="ana")`.

    A page is asked for when the one before is used up. Raises Problem and NoResponse as the operation does.
    """
    cursor: str | None = None
    while True:
        page = operation(*path, **{**query, "cursor": cursor})
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return
