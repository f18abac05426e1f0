"""The reports of credit movement, liability and takings, from a clinic's days. Pure.

Opening and movement make closing, which is the unapplied credit of that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Payment
from chalicelib.credit.report_days import DayCell, ReportDay
from chalicelib.credit.reports import MOVEMENTS, GroupBy, fee_of, received_on, recorded_on


@dataclass(slots=True)
class MovementGroup:
    """The movement of one location, account or source. `id` is None for the platform's account or none at all.

    Amounts are signed minor units; the opening, plus every amount of `by_kind`, is the closing.
    """

    id: str | None
    name: str | None
    closing: int = 0
    by_kind: dict[EntryKind, int] = field(default_factory=lambda: dict.fromkeys(MOVEMENTS, 0))

    @property
    def opening(self) -> int:
        return self.closing - sum(self.by_kind.values())


@dataclass(frozen=True, slots=True)
class MovementReport:
    """The movement of a clinic's credit over a span of days, both included."""

    first: date
    last: date
    groups: tuple[MovementGroup, ...]

    @property
    def totals(self) -> MovementGroup:
        closing = sum(group.closing for group in self.groups)
        by_kind = {kind: sum(group.by_kind[kind] for group in self.groups) for kind in MOVEMENTS}
        return MovementGroup(None, None, closing, by_kind)


def movement_report(days: Sequence[ReportDay], group_by: GroupBy) -> MovementReport:
    """`days` are those of the span, one after the other."""
    groups: dict[str | None, MovementGroup] = {}
    for day in days:
        for cell in day.cells:
            group = _group(groups, cell, group_by)
            for kind, amount in cell.by_kind.items():
                group.by_kind[kind] += amount
    for cell in days[-1].cells:
        _group(groups, cell, group_by).closing += cell.closing
    return MovementReport(days[0].day, days[-1].day, tuple(sorted(groups.values(), key=_place)))


def _group(groups: dict[str | None, MovementGroup], cell: DayCell, group_by: GroupBy) -> MovementGroup:
    key, name = _group_of(cell, group_by)
    return groups.setdefault(key, MovementGroup(key, name))


def _group_of(cell: DayCell, group_by: GroupBy) -> tuple[str | None, str | None]:
    match group_by:
        case GroupBy.LOCATION:
            return cell.location.id, cell.location.name
        case GroupBy.ACCOUNT:
            return cell.account_id, None
        case GroupBy.SOURCE:
            return cell.source, None


@dataclass(frozen=True, slots=True)
class LiabilityGroup:
    """The credit of one location, account or source at the end of each day, in minor units."""

    id: str | None
    name: str | None
    closing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LiabilityReport:
    """The clinic's credit at the end of each of `days`."""

    days: tuple[date, ...]
    groups: tuple[LiabilityGroup, ...]


def liability_report(days: Sequence[ReportDay], group_by: GroupBy) -> LiabilityReport:
    """`days` are those to show, in their order."""
    names: dict[str | None, str | None] = {}
    closing: dict[str | None, list[int]] = {}
    for at, day in enumerate(days):
        for cell in day.cells:
            key, name = _group_of(cell, group_by)
            names[key] = name
            closing.setdefault(key, [0] * len(days))[at] += cell.closing
    groups = (LiabilityGroup(key, names[key], tuple(amounts)) for key, amounts in closing.items() if any(amounts))
    return LiabilityReport(tuple(day.day for day in days), tuple(sorted(groups, key=_place)))


def _place(group: MovementGroup | LiabilityGroup) -> tuple[str, str]:
    """The group's place in its report: by name, then by id."""
    return group.name or "", group.id or ""


@dataclass(frozen=True, slots=True)
class TakingsLine:
    """Money that the clinic took. `recorded_on` is the day it joined the ledger, which is the report's day."""

    payment: Payment
    recorded_on: date
    received_on: date

    @property
    def fee(self) -> int | None:
        return fee_of(self.payment)

    @property
    def net(self) -> int | None:
        return None if self.fee is None else self.payment.amount - self.fee


def takings_line(payment: Payment, zone: tzinfo) -> TakingsLine:
    return TakingsLine(payment, recorded_on(payment, zone), received_on(payment, zone))


@dataclass(frozen=True, slots=True)
class TakingsTotals:
    """Totals of the money that the clinic took over a span of days, minor units.

    `amount` is what the credit movement of the same days has under `card_online` and `recorded`; `fees_unknown` counts
    the payments whose fee Stripe has not reported. `voided` is the part of it that was voided by now.
    """

    first: date
    last: date
    amount: int
    voided: int
    fee: int
    payments: int
    fees_unknown: int


def takings_totals(days: Sequence[ReportDay], span: tuple[date, date]) -> TakingsTotals:
    """`days` are those from the span's first until today: takings may be voided later."""
    first, last = span
    takings = [day.takings for day in days if first <= day.day <= last]
    return TakingsTotals(
        first,
        last,
        amount=sum(each.amount for each in takings),
        voided=sum(amount for day in days for recorded, amount in day.voids if first <= recorded <= last),
        fee=sum(each.fee for each in takings),
        payments=sum(each.payments for each in takings),
        fees_unknown=sum(each.fees_unknown for each in takings),
    )
