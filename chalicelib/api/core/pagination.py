"""Pages of lists: their query parameters, their JSON and their cursors."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from chalicelib.api.core.http_request import HttpRequest
from chalicelib.credit.errors import Invalid
from chalicelib.services import pagination
from chalicelib.services.pagination import PageRequest

T = TypeVar("T")
W = TypeVar("W")

LONGEST_CURSOR = 300


class PageQuery(msgspec.Struct, forbid_unknown_fields=True):
    """The query parameters of every list."""

    limit: Annotated[int, Meta(ge=1, le=100, description="Items per page")] = 20
    cursor: Annotated[str, Meta(min_length=1, max_length=400, description="Opaque cursor from the previous page")] = ""

    @property
    def page(self) -> PageRequest:
        """Raises Invalid for a cursor that no list returned."""
        return PageRequest(self.limit, decode_cursor(self.cursor) if self.cursor else None)


class Page(msgspec.Struct, Generic[W]):
    """One page of a list. `next_cursor` is null on the last page."""

    items: list[W]
    next_cursor: str | None


def paginate(found: pagination.Page[T], present: Callable[[T], W]) -> Page[W]:
    return Page([present(item) for item in found.items], encode_cursor(found.next_cursor))


def slice_page(items: Sequence[T], page: PageRequest, key: Callable[[T], str]) -> pagination.Page[T]:
    """One page of a list that is short enough to be read whole, ordered by `key`."""
    rest = sorted((item for item in items if page.cursor is None or key(item) > page.cursor), key=key)
    shown = tuple(rest[: page.limit])
    return pagination.Page(shown, key(shown[-1]) if len(rest) > page.limit else None)


def encode_cursor(key: str | None) -> str | None:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=") if key is not None else None


def next_link(http: HttpRequest, cursor: str | None) -> dict[str, str]:
    """The address of the next page as a Link header (RFC 8288), which a CSV needs."""
    if cursor is None:
        return {}
    asked = {name: texts[0] for name, texts in http.query.items()} | {"cursor": cursor}
    return {"Link": f'<?{urlencode(asked)}>; rel="next"'}


def decode_cursor(text: str) -> str:
    """The sort key in a cursor. Raises Invalid for text that is not a cursor."""
    try:
        padded = text + "=" * (-len(text) % 4)
        key = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
    except ValueError:
        key = ""
    if not key or len(key) > LONGEST_CURSOR or not key.isprintable():
        raise Invalid.field("cursor", "must be the next_cursor of a list")
    return key
