"""Keeping a clinic's days once they are over, so that a report of any of them reads no ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from chalicelib.credit.errors import CreditError
from chalicelib.credit.report_days import ReportDay
from chalicelib.credit.reports import UnappliedLine
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.ports import ClinicReader, Clock
from chalicelib.services.ports.reports import ReportDays, ReportFiles
from chalicelib.services.reports.read_days import ReadDays

DAY = timedelta(days=1)


class UnbalancedDay(CreditError):
    """A day whose movement does not lead to the unapplied credit that it ended with. It is not kept."""

    def __init__(self, clinic_id: str, day: date, closing: int, unapplied: int) -> None:
        super().__init__(f"{clinic_id} on {day}: closing {closing}, unapplied {unapplied}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepReportDays:
    """Keep the days that are over and were not kept yet. Repeatable, and every day is checked before it is kept."""

    read_days: ReadDays
    days: ReportDays
    files: ReportFiles
    clinics: ClinicReader
    clock: Clock

    def __call__(self, clinic_id: str) -> int:
        """Return the number of days kept. The first run keeps yesterday. Raises UnbalancedDay, Unavailable."""
        zone = self._zone(clinic_id)
        yesterday = self._yesterday(zone)
        latest = self.days.latest_report_day(clinic_id, yesterday)
        first = latest.day + DAY if latest else yesterday
        if first > yesterday:
            return 0
        for day, lines in self.read_days.to_keep(clinic_id, (first, yesterday), zone):
            self._keep(clinic_id, day, lines)
        return (yesterday - first).days + 1

    def back_to(self, clinic_id: str, first: date, *, again: bool = False) -> Iterator[date]:
        """Keep earlier days from the ledger alone, the latest first, down to `first`; yield each that was kept.

        A run that stopped is resumed where it stopped. With `again` all days from `first` on are replaced.
        """
        zone = self._zone(clinic_id)
        earliest = None if again else self.days.earliest_report_day(clinic_id)
        last = earliest.day - DAY if earliest else self._yesterday(zone)
        if first > last:
            return
        for day in reversed(self.read_days.computed(clinic_id, (first, last), zone)):
            self._keep(clinic_id, day, self.read_days.computed_lines(clinic_id, day.day, zone))
            yield day.day

    def _keep(self, clinic_id: str, day: ReportDay, lines: Sequence[UnappliedLine]) -> None:
        """The lines first: a day that is kept has its file."""
        unapplied = sum(line.unapplied for line in lines)
        if unapplied != day.closing:
            raise UnbalancedDay(clinic_id, day.day, day.closing, unapplied)
        self.files.keep_lines(clinic_id, day.day, lines)
        self.days.keep_report_day(clinic_id, day)

    def _zone(self, clinic_id: str) -> tzinfo:
        return time_zone(self.clinics.profile(clinic_id).time_zone)

    def _yesterday(self, zone: tzinfo) -> date:
        return self.clock.now().astimezone(zone).date() - DAY
