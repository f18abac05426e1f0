"""A clinic's payments as one list: pages that are full, days that are the clinic's, and totals of what is filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.credit.clinic import ClinicProfile
from chalicelib.credit.errors import Invalid
from chalicelib.credit.payment import Payment
from chalicelib.credit.reports import day_end, day_start
from chalicelib.credit.time_zones import time_zone
from chalicelib.services.ports import Page, PageRequest, PaymentFilter, PaymentLists

PART = 500
"""Payments read from the store at once."""
MOST_PARTS = 10
"""A page of a filter that few payments pass can be short: its cursor continues from there."""
MOST_TOTALED = 5_000
EARLIEST, LATEST = date(1970, 1, 1), date(9000, 1, 1)
"""Days beyond these list the same, and have no moment that Python can hold in every time zone."""
Days = tuple[date | None, date | None]
"""The first and the last day, both included; None is open."""


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    """Sums over a filtered list, in minor units."""

    payments: int
    amount: int
    unapplied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPayments:
    """The clinic's payments, newest first. `days` are the clinic's, of the payment's success."""

    payments: PaymentLists

    def __call__(self, clinic: ClinicProfile, page: PageRequest, wanted: PaymentFilter, days: Days) -> Page[Payment]:
        """Raises Invalid for days that end before they begin."""
        return self._filled(clinic.id, page, _within(clinic, wanted, days))

    def with_totals(
        self, clinic: ClinicProfile, page: PageRequest, wanted: PaymentFilter, days: Days
    ) -> tuple[Page[Payment], PaymentTotals | None]:
        """A page and the totals of the whole list, or None if its payments are too many to add up.

        Of the first page each payment is read once. Raises Invalid as the list does.
        """
        wanted = _within(clinic, wanted, days)
        found = self._filled(clinic.id, page, wanted)
        whole = found if page.cursor is None else self._filled(clinic.id, PageRequest(MOST_TOTALED), wanted)
        if whole.next_cursor and len(whole.items) < MOST_TOTALED:
            left = PageRequest(MOST_TOTALED - len(whole.items), whole.next_cursor)
            rest = self._filled(clinic.id, left, wanted)
            whole = Page(whole.items + rest.items, rest.next_cursor)
        return found, None if whole.next_cursor else _totals(whole.items)

    def _filled(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Page[Payment]:
        parts = list(self._parts(clinic_id, page, wanted))
        return Page(tuple(payment for part in parts for payment in part.items), parts[-1].next_cursor)

    def _parts(self, clinic_id: str, page: PageRequest, wanted: PaymentFilter) -> Iterator[Page[Payment]]:
        left = page.limit
        for _ in range(MOST_PARTS):
            part = self.payments.clinic_payments(clinic_id, replace(page, limit=min(left, PART)), wanted)
            yield part
            left -= len(part.items)
            if part.next_cursor is None or left <= 0:
                return
            page = replace(page, cursor=part.next_cursor)


def _totals(payments: Sequence[Payment]) -> PaymentTotals:
    amount, unapplied = sum(each.amount for each in payments), sum(each.unapplied for each in payments)
    return PaymentTotals(len(payments), amount, unapplied)


def _within(clinic: ClinicProfile, wanted: PaymentFilter, days: Days) -> PaymentFilter:
    first, last = days
    if first and last and last < first:
        raise Invalid.field("to", "must not be before `from`")
    zone = time_zone(clinic.time_zone)
    since = day_start(max(first, EARLIEST), zone) if first else None
    until = day_end(min(last, LATEST), zone) if last else None
    return replace(wanted, since=since, until=until)
