"""A clinic's days and their lines: as they were kept, and from the ledger only what was posted since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from chalicelib.credit.report_days import ReportDay, cells_before, days_since
from chalicelib.credit.reports import (
    Line,
    UnappliedLine,
    carried,
    day_end,
    day_start,
    unapplied_lines,
    undo_later,
)
from chalicelib.services.ports.proofs import ClinicLedger
from chalicelib.services.ports.reports import ReportDays, ReportFiles

DAY = timedelta(days=1)
SECOND = date.min + DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDays:
    """Days that were not kept are computed from the ledger, back from now: right, and slow for a large clinic."""

    ledger: ClinicLedger
    days: ReportDays
    files: ReportFiles

    def each(self, clinic_id: str, span: tuple[date, date], zone: tzinfo) -> list[ReportDay]:
        """Every day of the span, of which the last may be today. Days are the clinic's."""
        first, last = span
        kept = list(self.days.report_days(clinic_id, first, last))
        if kept and kept[0].day > first:
            return self.computed(clinic_id, span, zone)
        before = kept[-1] if kept else self._kept_before(clinic_id, first)
        if before is None:
            return self.computed(clinic_id, span, zone)
        if before.day == last:
            return kept
        lines = list(self.ledger.entries_since(clinic_id, before.ends_at))
        later = days_since(before.cells, lines, dates(before.day + DAY, last), zone)
        return kept + [day for day in later if day.day >= first]

    def to_keep(
        self, clinic_id: str, span: tuple[date, date], zone: tzinfo
    ) -> Iterator[tuple[ReportDay, Sequence[UnappliedLine]]]:
        """Days that follow those that were kept, each with its lines. Reads the ledger once."""
        first, last = span
        before = self._kept_before(clinic_id, first)
        lines = self.files.lines(clinic_id, before.day) if before else None
        if before is None or lines is None:
            for day in self.each(clinic_id, span, zone):
                yield day, self.computed_lines(clinic_id, day.day, zone)
            return
        since = list(self.ledger.entries_since(clinic_id, before.ends_at))
        for day in days_since(before.cells, since, dates(first, last), zone):
            yield day, carried(lines, since, day.ends_at, zone)

    def computed(self, clinic_id: str, span: tuple[date, date], zone: tzinfo) -> list[ReportDay]:
        """The same from the ledger alone."""
        first, last = span
        unapplied = list(self.ledger.payments_unapplied(clinic_id))
        lines = list(self.ledger.entries_since(clinic_id, day_start(first, zone)))
        return list(days_since(cells_before(unapplied, lines), lines, dates(first, last), zone))

    def lines(self, clinic_id: str, day: date, zone: tzinfo) -> Sequence[UnappliedLine]:
        """The lines of unapplied credit at the end of a day, or now."""
        before = self.days.latest_report_day(clinic_id, day)
        lines = self.files.lines(clinic_id, before.day) if before else None
        if before is None or lines is None:
            return self.computed_lines(clinic_id, day, zone)
        if before.day == day:
            return lines
        since = list(self.ledger.entries_since(clinic_id, before.ends_at))
        return carried(lines, since, day_end(day, zone), zone)

    def _kept_before(self, clinic_id: str, day: date) -> ReportDay | None:
        """The latest kept day before `day`; before the calendar's first one there is none."""
        return self.days.latest_report_day(clinic_id, max(day, SECOND) - DAY)

    def computed_lines(self, clinic_id: str, day: date, zone: tzinfo) -> list[UnappliedLine]:
        unapplied = list(self.ledger.payments_unapplied(clinic_id))
        later: Iterator[Line] = self.ledger.entries_since(clinic_id, day_end(day, zone))
        return unapplied_lines(undo_later(unapplied, later), zone)


def dates(first: date, last: date) -> Iterator[date]:
    return (first + DAY * number for number in range((last - first).days + 1))
