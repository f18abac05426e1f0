"""CSV for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, ISO dates, decimal amounts, and no cell that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.credit.money import CURRENCIES

BYTE_ORDER_MARK = "\ufeff"
RUNS = (*"=+-@\t\r\n", *"＝＋－＠")
"""The beginnings of a formula in a spreadsheet, the last four where it is Japanese (owasp.org, CSV injection)."""


@dataclass(frozen=True, slots=True)
class AmountCell:
    """An amount, minor units of `currency`."""

    amount: int
    currency: str


Cell = str | int | date | datetime | AmountCell | None


def encode_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the table with one header line. Text cells are as people wrote them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case AmountCell():
            return _decimal(cell)
        case datetime():
            return cell.isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case str() if cell.lstrip(" ").startswith(RUNS):
            return f"'{cell}"
    return str(cell)


def _decimal(cell: AmountCell) -> str:
    """The amount in the currency's major unit: `-1234.50`."""
    exponent = CURRENCIES[cell.currency].exponent
    whole, part = divmod(abs(cell.amount), 10**exponent)
    sign = "-" if cell.amount < 0 else ""
    return f"{sign}{whole}.{part:0{exponent}d}"
