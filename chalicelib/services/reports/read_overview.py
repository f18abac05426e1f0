"""Staff's first view in one request: the credit held, today's movement, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from chalicelib.credit.movement_reports import MovementReport, movement_report
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.records import Refund
from chalicelib.credit.report_days import ReportDay
from chalicelib.credit.reports import GroupBy
from chalicelib.services.pagination import PageRequest, PaymentFilter
from chalicelib.services.ports import AttentionLists, Clock, DisputeLists, PaymentLists, RecordStore
from chalicelib.services.ports.events import EndpointStore
from chalicelib.services.reports.read_reports import ReadReports

MOST_DISPUTES = 99
MOST_OF_A_KIND = 20
FAILED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Overview:
    """The clinic today. `disputes` are at most 99; `more_disputes` is whether there are more.

    `held` are payments with unapplied credit on hold; `failed_refunds` failed in the last 30 days, and none was
    requested for the payment since. At most 20 of each, the latest first. `disabled_endpoints` are webhook endpoints
    that were given up.
    """

    today: date
    by_location: MovementReport
    by_account: MovementReport
    disputes: int
    more_disputes: bool
    held: Sequence[Payment]
    failed_refunds: Sequence[tuple[Refund, Payment]]
    has_top_ups: bool
    disabled_endpoints: int


class OverviewLedger(AttentionLists, DisputeLists, PaymentLists, RecordStore, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOverview:
    ledger: OverviewLedger
    events: EndpointStore
    read_reports: ReadReports
    clock: Clock

    def __call__(self, clinic_id: str) -> Overview:
        days = self.read_reports.today(clinic_id)
        disputes = self.ledger.clinic_disputes(clinic_id, PageRequest(MOST_DISPUTES), open_only=True)
        return Overview(
            today=days[-1].day,
            by_location=movement_report(days, GroupBy.LOCATION),
            by_account=movement_report(days, GroupBy.ACCOUNT),
            disputes=len(disputes.items),
            more_disputes=disputes.next_cursor is not None,
            held=self.ledger.held_payments(clinic_id, MOST_OF_A_KIND),
            failed_refunds=tuple(self._failed_refunds(clinic_id)),
            has_top_ups=self._has_top_ups(clinic_id, days),
            disabled_endpoints=sum(each.was_given_up for each in self.events.endpoints(clinic_id)),
        )

    def _failed_refunds(self, clinic_id: str) -> Iterator[tuple[Refund, Payment]]:
        since = self.clock.now() - FAILED_WITHIN
        for refund, payment in self.ledger.failed_refunds(clinic_id, since, MOST_OF_A_KIND):
            if payment.unapplied > 0 and not self._was_requested_again(payment, refund):
                yield refund, payment

    def _was_requested_again(self, payment: Payment, failed: Refund) -> bool:
        """Whether there is a later refund of the payment; one that failed as well is listed itself."""
        refunds = (each for each in self.ledger.records_of(payment) if isinstance(each, Refund))
        return any(each.requested_at > failed.requested_at for each in refunds)

    def _has_top_ups(self, clinic_id: str, days: Sequence[ReportDay]) -> bool:
        """Whether a patient ever paid online. Mostly by the credit that is left of it, which has been read."""
        if any(cell.source is Source.CARD_ONLINE for day in days for cell in day.cells):
            return True
        wanted = PaymentFilter(source=Source.CARD_ONLINE)
        return bool(self.ledger.clinic_payments(clinic_id, PageRequest(1), wanted).items)
