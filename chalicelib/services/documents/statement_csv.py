"""A statement as CSV: opening, each line with invoice and location, closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chalicelib.credit.credit_statement import CreditStatement
from chalicelib.credit.csv_table import AmountCell, Cell, encode_table
from chalicelib.credit.time_zones import time_zone

COLUMNS = ("date", "at", "kind", "invoice", "location", "payment_id", "amount", "balance", "currency")
OPENING, CLOSING = "opening", "closing"


def statement_csv(statement: CreditStatement) -> str:
    """The statement as a table; times are the clinic's."""
    return encode_table(COLUMNS, _rows(statement))


def _rows(statement: CreditStatement) -> Iterator[Sequence[Cell]]:
    code, zone = statement.currency.upper(), time_zone(statement.time_zone)

    def amount(minor: int) -> AmountCell:
        return AmountCell(minor, statement.currency)

    yield [statement.first, None, OPENING, None, None, None, None, amount(statement.opening), code]
    for line in statement.lines:
        at = line.at.astimezone(zone)
        yield [
            at.date(),
            at,
            line.kind,
            line.invoice,
            line.location_name,
            line.payment_id,
            amount(line.amount),
            amount(line.balance),
            code,
        ]
    yield [statement.last, None, CLOSING, None, None, None, None, amount(statement.closing), code]
