from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.schemas.common import Money


class RefusedLine(msgspec.Struct):
    """A field of a line that is not accepted. `message` states what would be right; `code` is stable, for programs."""

    line: Annotated[int, Meta(description="The line's number in the file; the header's is 1")]
    field: Annotated[str, Meta(description="The column, or `line` where the number of cells is wrong")]
    code: str
    message: str


class OpeningBalanceImport(msgspec.Struct):
    """The effect of a file of opening balances. `total` is the sum of the accepted lines.

    `status` is `checked` for a dry run. An import is `posted` once every accepted line is in its patient's credit, and
    `posting` while some are not: they follow within minutes, and nothing can refuse them any more.
    """

    lines: int
    accepted: int
    already_there: int
    refused: list[RefusedLine]
    total: Money
    status: Literal["checked", "posting", "posted"]
