"""Tables of money and text as CSV, and whether a request wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.api.schemas.common import Money
from chalicelib.credit import csv_table

Cell = csv_table.Cell | Money
MEDIA_TYPE, JSON = "text/csv", "application/json"
QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header line. Text cells are as people wrote them."""

    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]

    def encode(self) -> str:
        return csv_table.encode_table(self.header, ([_plain(cell) for cell in row] for row in self.rows))


def wants_csv(accept: str) -> bool:
    """Whether an Accept header gives CSV more weight than JSON, or the same and names it first (RFC 9110, 12.5.1)."""
    weights: dict[str, float] = {}
    for each in accept[:500].split(","):
        kind, *parameters = (part.strip().lower() for part in each.split(";"))
        quality = next((found for part in parameters if (found := QUALITY.fullmatch(part))), None)
        weights.setdefault(kind, float(quality[1]) if quality else 1.0)
    wanted = {kind: weight for kind, weight in weights.items() if kind in (MEDIA_TYPE, JSON) and weight > 0}
    return bool(wanted) and max(wanted, key=lambda kind: wanted[kind]) == MEDIA_TYPE


def _plain(cell: Cell) -> csv_table.Cell:
    return csv_table.AmountCell(cell.amount, cell.currency) if isinstance(cell, Money) else cell
