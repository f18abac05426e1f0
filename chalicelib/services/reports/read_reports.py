"""A clinic's reports: unapplied credit, credit movement, liability, takings. Days are the clinic's, both included."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from chalicelib.credit.errors import Invalid
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.movement_reports import (
    LiabilityReport,
    MovementReport,
    TakingsLine,
    TakingsTotals,
    liability_report,
    movement_report,
    takings_line,
    takings_totals,
)
from chalicelib.credit.payment import Payment
from chalicelib.credit.recording import EARLIEST_DAY
from chalicelib.credit.report_days import DayTakings, ReportDay
from chalicelib.credit.reports import (
    GroupBy,
    UnappliedFilter,
    UnappliedLine,
    UnappliedReport,
    day_end,
    day_start,
    unapplied_report,
)
from chalicelib.credit.sources import rules_of
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.pagination import Page, PageRequest, all_items
from chalicelib.services.ports import ClinicReader, Clock
from chalicelib.services.ports.proofs import ClinicLedger
from chalicelib.services.reports.read_days import ReadDays

LONGEST_DAYS = 366
Span = tuple[date | None, date | None]
"""The first and the last day; without them, this month's first day and today."""
ShownLine = tuple[UnappliedLine, Payment]
"""A line as of its day, with the payment as it is now: names are read when they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReports:
    """The reports. A page of lines costs what it shows; totals come from the days that were kept."""

    ledger: ClinicLedger
    read_days: ReadDays
    clinics: ClinicReader
    clock: Clock

    def unapplied_credit(
        self, clinic_id: str, as_of: date | None, wanted: UnappliedFilter, page: PageRequest
    ) -> tuple[UnappliedReport, Page[ShownLine]]:
        """The report of the end of `as_of`, or of now. Raises Invalid for a day to come."""
        zone = self._zone(clinic_id)
        today = self._today(zone)
        day = as_of or today
        if day > today:
            raise Invalid.field("as_of", "must not be after today")
        report = unapplied_report(self.read_days.lines(clinic_id, day, zone), day, wanted)
        return report, self._shown(clinic_id, report.lines, page)

    def credit_movement(self, clinic_id: str, asked: Span, group_by: GroupBy) -> MovementReport:
        """Raises Invalid for a span that ends before it begins or after today, or is longer than a leap year."""
        zone = self._zone(clinic_id)
        return movement_report(self.read_days.each(clinic_id, self._span(asked, zone), zone), group_by)

    def today(self, clinic_id: str) -> list[ReportDay]:
        """The day that is not over."""
        zone = self._zone(clinic_id)
        today = self._today(zone)
        return self.read_days.each(clinic_id, (today, today), zone)

    def liability(self, clinic_id: str, asked: Span, group_by: GroupBy) -> LiabilityReport:
        """Raises Invalid as `credit_movement` does."""
        zone = self._zone(clinic_id)
        return liability_report(self.read_days.each(clinic_id, self._span(asked, zone), zone), group_by)

    def takings(self, clinic_id: str, asked: Span, page: PageRequest) -> tuple[TakingsTotals, Page[TakingsLine]]:
        """Raises Invalid as `credit_movement` does."""
        zone = self._zone(clinic_id)
        first, last = self._span(asked, zone)
        days = self.read_days.each(clinic_id, (max(first, EARLIEST_DAY), self._today(zone)), zone)
        shown = [self._with_late_fees(clinic_id, day, zone) if day.day <= last else day for day in days]
        totals = takings_totals(shown, (first, last))
        found = self._taken(clinic_id, (first, last), zone, page)
        return totals, Page(tuple(takings_line(each, zone) for each in found.items), found.next_cursor)

    def _shown(self, clinic_id: str, lines: Sequence[UnappliedLine], page: PageRequest) -> Page[ShownLine]:
        start = bisect_right(lines, page.cursor, key=lambda line: line.key) if page.cursor else 0
        shown = lines[start : start + page.limit]
        refs = [PaymentRef(PatientKey(clinic_id, line.patient_id), line.payment_id) for line in shown]
        more = shown[-1].key if start + page.limit < len(lines) else None
        return Page(tuple(zip(shown, self.ledger.payments(refs), strict=True)), more)

    def _with_late_fees(self, clinic_id: str, day: ReportDay, zone: tzinfo) -> ReportDay:
        """The day with the fees that Stripe reported since: only on the platform's own account, and rarely later."""
        if not day.takings.fees_unknown:
            return day
        takings = DayTakings()
        for payment in all_items(lambda page: self._taken(clinic_id, (day.day, day.day), zone, page), 1_000):
            takings = takings.plus(payment)
        return replace(day, takings=takings)

    def _taken(self, clinic_id: str, span: tuple[date, date], zone: tzinfo, page: PageRequest) -> Page[Payment]:
        since, until = day_start(span[0], zone), day_end(span[1], zone)
        return self.ledger.payments_recorded(clinic_id, since, until, page, lambda each: rules_of(each).is_takings)

    def _span(self, asked: Span, zone: tzinfo) -> tuple[date, date]:
        today = self._today(zone)
        last = asked[1] or today
        first = asked[0] or last.replace(day=1)
        if last < first:
            raise Invalid.field("to", "must not be before `from`")
        if last > today:
            raise Invalid.field("to", "must not be after today")
        if (last - first).days >= LONGEST_DAYS:
            raise Invalid.field("from", f"must be at most {LONGEST_DAYS - 1} days before `to`")
        return first, last

    def _zone(self, clinic_id: str) -> tzinfo:
        return time_zone(self.clinics.profile(clinic_id).time_zone)

    def _today(self, zone: tzinfo) -> date:
        return self.clock.now().astimezone(zone).date()
