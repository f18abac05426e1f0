"""The reports' ports in memory: a clinic's kept days, and the lines that each ended with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.credit.report_days import ReportDay
from chalicelib.credit.reports import UnappliedLine


@dataclass
class FakeReportDays:
    """See services.ports.reports.ReportDays."""

    kept: dict[tuple[str, date], ReportDay] = field(default_factory=dict)

    def report_days(self, clinic_id: str, first: date, last: date) -> Sequence[ReportDay]:
        return [day for day in self._of(clinic_id) if first <= day.day <= last]

    def latest_report_day(self, clinic_id: str, until: date) -> ReportDay | None:
        return next((day for day in reversed(self._of(clinic_id)) if day.day <= until), None)

    def earliest_report_day(self, clinic_id: str) -> ReportDay | None:
        return next(iter(self._of(clinic_id)), None)

    def keep_report_day(self, clinic_id: str, day: ReportDay) -> None:
        self.kept[clinic_id, day.day] = day

    def _of(self, clinic_id: str) -> list[ReportDay]:
        return [self.kept[key] for key in sorted(self.kept) if key[0] == clinic_id]


@dataclass
class FakeReportFiles:
    """See services.ports.reports.ReportFiles."""

    files: dict[tuple[str, date], tuple[UnappliedLine, ...]] = field(default_factory=dict)

    def keep_lines(self, clinic_id: str, day: date, lines: Sequence[UnappliedLine]) -> None:
        self.files[clinic_id, day] = tuple(lines)

    def lines(self, clinic_id: str, day: date) -> Sequence[UnappliedLine] | None:
        return self.files.get((clinic_id, day))
