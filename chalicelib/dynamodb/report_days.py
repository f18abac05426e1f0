"""A clinic's kept days, in a partition of their own in the clinics table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import LocationSnapshot, Source
from chalicelib.credit.report_days import DayCell, DayTakings, ReportDay
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.tables import ClinicItem
from chalicelib.dynamodb.timestamps import from_iso, to_iso


def report_days_pk(clinic_id: str) -> str:
    return f"reports#{clinic_id}"


class ReportDayItem(ClinicItem, discriminator="report_day"):
    """`sk` is the date. About 100 bytes per location, account and source that had credit or moved."""

    ends_at = UnicodeAttribute()
    cells: JSONAttribute = JSONAttribute()
    takings: JSONAttribute = JSONAttribute()
    voids: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(cls, clinic_id: str, day: ReportDay) -> ReportDayItem:
        takings = day.takings
        return cls(
            report_days_pk(clinic_id),
            day.day.isoformat(),
            ends_at=to_iso(day.ends_at),
            cells=[_cell_data(cell) for cell in day.cells],
            takings=[takings.amount, takings.fee, takings.payments, takings.fees_unknown],
            voids=[[recorded.isoformat(), amount] for recorded, amount in day.voids] or None,
        )

    def to_day(self) -> ReportDay:
        return ReportDay(
            day=date.fromisoformat(self.sk),
            ends_at=from_iso(self.ends_at),
            cells=tuple(_cell(*each) for each in self.cells),
            takings=DayTakings(*self.takings),
            voids=tuple((date.fromisoformat(recorded), amount) for recorded, amount in self.voids or ()),
        )


def _cell_data(cell: DayCell) -> list[Any]:
    place = cell.location
    return [place.id, place.name, cell.account_id, cell.source, cell.closing, dict(cell.by_kind)]


def _cell(
    location_id: str, name: str, account_id: str | None, source: str, closing: int, by_kind: dict[str, int]
) -> DayCell:
    moved = {EntryKind(kind): amount for kind, amount in by_kind.items()}
    return DayCell(LocationSnapshot(location_id, name), account_id, Source(source), closing, moved)


class DynamoReportDays:
    """See services.ports.reports.ReportDays."""

    def report_days(self, clinic_id: str, first: date, last: date) -> Sequence[ReportDay]:
        span = ReportDayItem.sk.between(first.isoformat(), last.isoformat())
        with translate_errors():
            return [item.to_day() for item in ReportDayItem.query(report_days_pk(clinic_id), span)]

    def latest_report_day(self, clinic_id: str, until: date) -> ReportDay | None:
        with translate_errors():
            found = ReportDayItem.query(
                report_days_pk(clinic_id), ReportDayItem.sk <= until.isoformat(), scan_index_forward=False, limit=1
            )
            return next((item.to_day() for item in found), None)

    def earliest_report_day(self, clinic_id: str) -> ReportDay | None:
        with translate_errors():
            found = ReportDayItem.query(report_days_pk(clinic_id), limit=1)
            return next((item.to_day() for item in found), None)

    def keep_report_day(self, clinic_id: str, day: ReportDay) -> None:
        with translate_errors():
            ReportDayItem.from_domain(clinic_id, day).save()
