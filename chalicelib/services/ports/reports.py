"""Ports of the reports: the days that were kept, and the lines of unapplied credit that each ended with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from chalicelib.credit.report_days import ReportDay
from chalicelib.credit.reports import UnappliedLine


class ReportDays(Protocol):
    """A clinic's days, without a gap between the first and the last."""

    def report_days(self, clinic_id: str, first: date, last: date) -> Sequence[ReportDay]:
        """The kept days of that span, both included, the oldest first."""

    def latest_report_day(self, clinic_id: str, until: date) -> ReportDay | None:
        """The last kept day that is not after `until`."""

    def earliest_report_day(self, clinic_id: str) -> ReportDay | None: ...

    def keep_report_day(self, clinic_id: str, day: ReportDay) -> None:
        """Keep a day that is over. Repeating it changes nothing."""


class ReportFiles(Protocol):
    """The lines of unapplied credit at the end of each kept day, without names: those are erased at a request."""

    def keep_lines(self, clinic_id: str, day: date, lines: Sequence[UnappliedLine]) -> None: ...

    def lines(self, clinic_id: str, day: date) -> Sequence[UnappliedLine] | None:
        """The lines in their order, or None if the day has no file."""
