"""Staff's first view in one request: the credit held, today's movement, and the number of open disputes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chalicelib.credit.movement_reports import MovementReport, movement_report
from chalicelib.credit.payment import Source
from chalicelib.credit.report_days import ReportDay
from chalicelib.credit.reports import GroupBy
from chalicelib.services.pagination import PageRequest, PaymentFilter
from chalicelib.services.ports import DisputeLists, PaymentLists
from chalicelib.services.reports.read_reports import ReadReports

MOST_DISPUTES = 99


@dataclass(frozen=True, slots=True)
class Overview:
    """The clinic today. `disputes` are at most 99; `more_disputes` is whether there are more."""

    today: date
    by_location: MovementReport
    by_account: MovementReport
    disputes: int
    more_disputes: bool
    has_top_ups: bool


class OverviewLedger(DisputeLists, PaymentLists, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOverview:
    ledger: OverviewLedger
    read_reports: ReadReports

    def __call__(self, clinic_id: str) -> Overview:
        days = self.read_reports.today(clinic_id)
        disputes = self.ledger.clinic_disputes(clinic_id, PageRequest(MOST_DISPUTES), open_only=True)
        return Overview(
            today=days[-1].day,
            by_location=movement_report(days, GroupBy.LOCATION),
            by_account=movement_report(days, GroupBy.ACCOUNT),
            disputes=len(disputes.items),
            more_disputes=disputes.next_cursor is not None,
            has_top_ups=self._has_top_ups(clinic_id, days),
        )

    def _has_top_ups(self, clinic_id: str, days: Sequence[ReportDay]) -> bool:
        """Whether a patient ever paid online. Mostly by the credit that is left of it, which has been read."""
        if any(cell.source is Source.CARD_ONLINE for day in days for cell in day.cells):
            return True
        wanted = PaymentFilter(source=Source.CARD_ONLINE)
        return bool(self.ledger.clinic_payments(clinic_id, PageRequest(1), wanted).items)
