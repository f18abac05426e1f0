"""A clinic's reports: unapplied credit, the movement of credit, and takings. Days are the clinic's, both included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from chalicelib.credit.errors import Invalid
from chalicelib.credit.payment import Payment
from chalicelib.credit.reports import (
    GroupBy,
    Line,
    MovementReport,
    TakingsReport,
    UnappliedFilter,
    UnappliedReport,
    day_end,
    day_start,
    movement_report,
    takings_report,
    unapplied_report,
    undo_later,
    within,
)
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.ports import ClinicReader, Clock
from chalicelib.services.ports.proofs import ClinicLedger

LONGEST_DAYS = 366
Span = tuple[date | None, date | None]
"""The first and the last day; without them, this month's first day and today."""


@dataclass(frozen=True, slots=True)
class ReadReports:
    """The reports. Each reads what is unapplied now, and no entry from before its first day."""

    ledger: ClinicLedger
    clinics: ClinicReader
    clock: Clock

    def unapplied_credit(self, clinic_id: str, as_of: date | None, wanted: UnappliedFilter) -> UnappliedReport:
        """The report of the end of `as_of`, or of now. Raises Invalid for a day to come."""
        zone = self._zone(clinic_id)
        today = self._today(zone)
        day = as_of or today
        if day > today:
            raise Invalid.field("as_of", "must not be after today")
        return unapplied_report(self._state(clinic_id, day, zone), day, zone, wanted)

    def credit_movement(self, clinic_id: str, asked: Span, group_by: GroupBy) -> MovementReport:
        """Raises Invalid for a span that ends before it begins or after today, or is longer than a leap year."""
        zone = self._zone(clinic_id)
        span = self._span(asked, zone)
        moved, later = self._entries(clinic_id, span, zone)
        closing = undo_later(self.ledger.payments_unapplied(clinic_id), later)
        return movement_report(closing, moved, span, group_by)

    def takings(self, clinic_id: str, asked: Span) -> TakingsReport:
        """Raises Invalid as `credit_movement` does."""
        zone = self._zone(clinic_id)
        span = self._span(asked, zone)
        moved, _ = self._entries(clinic_id, span, zone)
        return takings_report(moved, span, zone)

    def _state(self, clinic_id: str, day: date, zone: tzinfo) -> Iterator[Payment]:
        now = self.ledger.payments_unapplied(clinic_id)
        if day == self._today(zone):
            return now
        return undo_later(now, self.ledger.entries_since(clinic_id, day_end(day, zone)))

    def _entries(self, clinic_id: str, span: tuple[date, date], zone: tzinfo) -> tuple[list[Line], list[Line]]:
        """The entries of the span, and the later ones."""
        first, last = span
        return within(self.ledger.entries_since(clinic_id, day_start(first, zone)), day_end(last, zone))

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
