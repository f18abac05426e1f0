"""CSV for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, ISO dates, decimal amounts, and no cell that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.api.schemas.common import Money
from chalicelib.credit.money import CURRENCIES

Cell = str | int | date | Money | None
MEDIA_TYPE = "text/csv"
BYTE_ORDER_MARK = "\ufeff"
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""The beginnings of a formula in a spreadsheet (owasp.org, CSV injection)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header line. Text cells are as people wrote them."""

    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]

    def encode(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.header)
        writer.writerows([_text(cell) for cell in row] for row in self.rows)
        return BYTE_ORDER_MARK + out.getvalue()


def wants_csv(accept: str) -> bool:
    """Whether an Accept header names CSV before JSON, without regard to weights."""
    named = [each.split(";")[0].strip().lower() for each in accept[:500].split(",")]
    known = [each for each in named if each in (MEDIA_TYPE, "application/json")]
    return bool(known) and known[0] == MEDIA_TYPE


def decimal(money: Money) -> str:
    """The amount in the currency's major unit: `-1234.50`."""
    exponent = CURRENCIES[money.currency].exponent
    whole, part = divmod(abs(money.amount), 10**exponent)
    sign = "-" if money.amount < 0 else ""
    return f"{sign}{whole}.{part:0{exponent}d}"


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Money():
            return decimal(cell)
        case date():
            return cell.isoformat()
        case str() if cell.lstrip(" ").startswith(RUNS):
            return f"'{cell}"
    return str(cell)
