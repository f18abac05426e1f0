"""Tables of money and text as CSV, and whether a request wants them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.api.schemas.common import Money
from chalicelib.credit import csv_table

Cell = csv_table.Cell | Money
MEDIA_TYPE = "text/csv"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header line. Text cells are as people wrote them."""

    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]

    def encode(self) -> str:
        return csv_table.encode_table(self.header, ([_plain(cell) for cell in row] for row in self.rows))


def wants_csv(accept: str) -> bool:
    """Whether an Accept header names CSV before JSON, without regard to weights."""
    named = [each.split(";")[0].strip().lower() for each in accept[:500].split(",")]
    known = [each for each in named if each in (MEDIA_TYPE, "application/json")]
    return bool(known) and known[0] == MEDIA_TYPE


def _plain(cell: Cell) -> csv_table.Cell:
    return csv_table.AmountCell(cell.amount, cell.currency) if isinstance(cell, Money) else cell
