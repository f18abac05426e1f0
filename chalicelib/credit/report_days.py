"""A clinic's days: what each one moved and ended with. A day that is over never changes, so it is kept. Pure.

A report reads the days that were kept, and of the ledger only what was posted since the last of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import TypeAlias

from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import LocationSnapshot, Payment, Source
from chalicelib.credit.reports import MOVEMENTS, Line, day_end, fee_of, recorded_on
from chalicelib.credit.sources import rules_of

CellKey: TypeAlias = tuple[str, str | None, Source]


@dataclass(frozen=True, slots=True)
class DayCell:
    """The credit of one location, account and source on a day. Amounts are signed minor units."""

    location: LocationSnapshot
    account_id: str | None
    source: Source
    closing: int = 0
    by_kind: Mapping[EntryKind, int] = field(default_factory=dict)

    @property
    def key(self) -> CellKey:
        return self.location.id, self.account_id, self.source

    def begin(self) -> DayCell:
        """The cell of the day after, before anything moved."""
        return replace(self, by_kind={})

    def plus(self, entry: Entry, payment: Payment) -> DayCell:
        if entry.kind not in MOVEMENTS:
            return self
        by_kind = {**self.by_kind, entry.kind: self.by_kind.get(entry.kind, 0) + entry.amount}
        return replace(self, location=payment.location, closing=self.closing + entry.amount, by_kind=by_kind)


@dataclass(frozen=True, slots=True)
class DayTakings:
    """The money that the clinic took on a day, minor units. `fee` is the sum of the fees that are known."""

    amount: int = 0
    fee: int = 0
    payments: int = 0
    fees_unknown: int = 0

    def plus(self, payment: Payment) -> DayTakings:
        fee = fee_of(payment)
        unknown = self.fees_unknown + (fee is None)
        return DayTakings(self.amount + payment.amount, self.fee + (fee or 0), self.payments + 1, unknown)


@dataclass(frozen=True, slots=True)
class ReportDay:
    """A day of a clinic, which ended at `ends_at`. `voids` are the takings voided on it, by the day they were recorded.

    A cell that is empty and was not moved is left out.
    """

    day: date
    ends_at: datetime
    cells: tuple[DayCell, ...] = ()
    takings: DayTakings = DayTakings()
    voids: tuple[tuple[date, int], ...] = ()

    @property
    def closing(self) -> int:
        return sum(cell.closing for cell in self.cells)


def cells_before(unapplied: Iterable[Payment], lines: Sequence[Line]) -> tuple[DayCell, ...]:
    """The cells before the first of `lines`, which are all entries from then until now.

    `unapplied` are the payments that have unapplied credit or a shortfall now.
    """
    payments = {payment.id: payment for payment in unapplied} | {payment.id: payment for _, payment in lines}
    cells: dict[CellKey, DayCell] = {}
    for payment in payments.values():
        cell = _cell(cells, payment)
        cells[cell.key] = replace(cell, closing=cell.closing + payment.unapplied)
    for entry, payment in lines:
        cell = _cell(cells, payment)
        if entry.kind in MOVEMENTS:
            cells[cell.key] = replace(cell, closing=cell.closing - entry.amount)
    return tuple(cells.values())


def days_since(
    before: Iterable[DayCell], lines: Iterable[Line], days: Iterable[date], zone: tzinfo
) -> Iterator[ReportDay]:
    """Each of `days`, which follow one another; `before` are the cells at the start of the first.

    `lines` are the entries since then; those after the last day are left out.
    """
    cells = tuple(before)
    rest = sorted(lines, key=lambda line: line[0].at)
    start = 0
    for day in days:
        ends_at = day_end(day, zone)
        end = bisect_left(rest, ends_at, start, key=lambda line: line[0].at)
        found = _day(day, ends_at, cells, rest[start:end], zone)
        yield found
        cells, start = found.cells, end


def _day(day: date, ends_at: datetime, before: Iterable[DayCell], lines: Sequence[Line], zone: tzinfo) -> ReportDay:
    cells = {cell.key: cell.begin() for cell in before}
    takings, voids = DayTakings(), defaultdict[date, int](int)
    for entry, payment in lines:
        cell = _cell(cells, payment)
        cells[cell.key] = cell.plus(entry, payment)
        if not rules_of(payment).is_takings:
            continue
        if entry.kind is rules_of(payment).entry_kind:
            takings = takings.plus(payment)
        elif entry.kind is EntryKind.VOIDED:
            voids[recorded_on(payment, zone)] -= entry.amount
    moved = tuple(cell for cell in cells.values() if cell.closing or cell.by_kind)
    return ReportDay(day, ends_at, moved, takings, tuple(sorted(voids.items())))


def _cell(cells: Mapping[CellKey, DayCell], payment: Payment) -> DayCell:
    key = payment.location.id, payment.account_id, payment.source
    return cells.get(key) or DayCell(payment.location, payment.account_id, payment.source)
