"""The report of unapplied credit, from the lines of a day or from payments as they are. Pure.

The lines of a later day are those of an earlier one with the payments changed that were posted to since. Without an
earlier one, the state of a day is today's with the later entries undone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import LocationSnapshot, Payment, Source

Line = tuple[Entry, Payment]
"""An entry with its payment as it is now."""
AGES: tuple[tuple[int, int | None], ...] = ((0, 30), (31, 60), (61, 90), (91, 365), (366, None))
"""Ages of credit in days, first and last included."""
CHANGES: Mapping[EntryKind, str] = {
    EntryKind.APPLIED: "applied",
    EntryKind.UNAPPLIED: "applied",
    EntryKind.REFUNDED: "refunded",
    EntryKind.REFUND_FAILED: "refunded",
    EntryKind.DISPUTED: "disputed",
    EntryKind.DISPUTE_WON: "disputed",
    EntryKind.TRANSFERRED: "transferred",
    EntryKind.VOIDED: "voided",
}
"""The part of a payment that an entry of each kind changes, unless it is the payment's first."""


MOVEMENTS: tuple[EntryKind, ...] = tuple(kind for kind in EntryKind if kind is not EntryKind.MERGED)
"""The kinds that move a clinic's credit: a merge posts one line out and one in."""


class GroupBy(StrEnum):
    """The grouping of the credit movement."""

    LOCATION = "location"
    ACCOUNT = "account"
    SOURCE = "source"


def fee_of(payment: Payment) -> int | None:
    """The clinic's fee: the platform's, or Stripe's on the platform's own account; None until Stripe reports it."""
    if payment.source is not Source.CARD_ONLINE:
        return 0
    return payment.application_fee if payment.account_id else payment.stripe_fee


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of the day; of the calendar's first one, which has no UTC in some zones, of the next."""
    return datetime.combine(max(day, date.min + timedelta(days=1)), time.min, zone)


def day_end(day: date, zone: tzinfo) -> datetime:
    """The first moment after the day."""
    return day_start(day + timedelta(days=1), zone)


def received_on(payment: Payment, zone: tzinfo) -> date:
    """The day the money came: what staff gave, or the clinic's date of the payment."""
    if payment.received_on:
        return payment.received_on
    assert payment.paid_at is not None, "only of a payment that succeeded"
    return payment.paid_at.astimezone(zone).date()


def recorded_on(payment: Payment, zone: tzinfo) -> date:
    """The day it joined the ledger, which is the day that it counts as takings."""
    assert payment.succeeded_at is not None, "only of a payment that succeeded"
    return payment.succeeded_at.astimezone(zone).date()


def undo_later(unapplied: Iterable[Payment], later: Iterable[Line]) -> Iterator[Payment]:
    """Payments that had unapplied credit, or a shortfall, before the `later` entries, as they were then.

    `unapplied` are those that have it now.
    """
    payments = {(payment.patient, payment.id): payment for payment in unapplied}
    entries: defaultdict[tuple[PatientKey, str], list[Entry]] = defaultdict(list)
    for entry, payment in later:
        payments[payment.patient, payment.id] = payment
        entries[payment.patient, payment.id].append(entry)
    for key, payment in payments.items():
        before = _undo(payment, entries[key])
        if before and before.unapplied:
            yield before


def _undo(payment: Payment, later: Iterable[Entry]) -> Payment | None:
    """The payment before these entries; None if the first of them credited it."""
    for entry in later:
        if (entry.patient, entry.seq) == payment.first_line:
            return None
        if entry.kind is EntryKind.MERGED:
            continue
        part = CHANGES[entry.kind]
        payment = replace(payment, **{part: getattr(payment, part) + entry.amount})
    return payment


@dataclass(frozen=True, slots=True, kw_only=True)
class UnappliedLine:
    """A payment as it was at the end of a day, with unapplied credit or a shortfall. Amounts are minor units."""

    patient_id: str
    payment_id: str
    received_on: date
    location: LocationSnapshot
    account_id: str | None
    source: Source
    amount: int
    applied: int
    refunded: int
    disputed: int
    transferred: int
    unapplied: int

    @property
    def key(self) -> str:
        """Orders lines by age, the oldest first."""
        return f"{self.received_on}#{self.payment_id}"

    def days_open(self, as_of: date) -> int:
        return max(0, (as_of - self.received_on).days)


def unapplied_line(payment: Payment, zone: tzinfo) -> UnappliedLine:
    return UnappliedLine(
        patient_id=payment.patient.patient_id,
        payment_id=payment.id,
        received_on=received_on(payment, zone),
        location=payment.location,
        account_id=payment.account_id,
        source=payment.source,
        amount=payment.amount,
        applied=payment.applied,
        refunded=payment.refunded,
        disputed=payment.disputed,
        transferred=payment.transferred,
        unapplied=payment.unapplied,
    )


def unapplied_lines(payments: Iterable[Payment], zone: tzinfo) -> list[UnappliedLine]:
    return sorted((unapplied_line(payment, zone) for payment in payments), key=lambda line: line.key)


def carried(
    lines: Iterable[UnappliedLine], since: Sequence[Line], until: datetime, zone: tzinfo
) -> list[UnappliedLine]:
    """The lines of a later day, which ends at `until`. `since` are all entries from the end of the lines' own day."""
    touched = {payment.id: payment for _, payment in since}
    before = undo_later(touched.values(), (line for line in since if line[0].at >= until))
    kept = (line for line in lines if line.payment_id not in touched)
    changed = (unapplied_line(payment, zone) for payment in before)
    return sorted((*kept, *changed), key=lambda line: line.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnappliedFilter:
    """The payments a report is about. None is all."""

    location_id: str | None = None
    account_id: str | None = None
    source: Source | None = None
    min_days: int = 0

    def takes(self, line: UnappliedLine, as_of: date) -> bool:
        return (
            self.location_id in (None, line.location.id)
            and self.account_id in (None, line.account_id)
            and self.source in (None, line.source)
            and line.days_open(as_of) >= self.min_days
        )


@dataclass(frozen=True, slots=True)
class UnappliedReport:
    """The clinic's unapplied credit at the end of `as_of`, the oldest first. Amounts are minor units."""

    as_of: date
    lines: Sequence[UnappliedLine]

    @property
    def unapplied(self) -> int:
        return sum(line.unapplied for line in self.lines)

    @property
    def patients(self) -> int:
        return len({line.patient_id for line in self.lines})

    @property
    def by_age(self) -> list[tuple[int, int | None, int]]:
        """First and last day of each age, and the unapplied amount of that age. Reads the lines once."""
        starts = [first for first, _ in AGES]
        sums = [0] * len(AGES)
        for line in self.lines:
            sums[bisect_right(starts, line.days_open(self.as_of)) - 1] += line.unapplied
        return [(first, last, amount) for (first, last), amount in zip(AGES, sums, strict=True)]


def unapplied_report(lines: Iterable[UnappliedLine], as_of: date, wanted: UnappliedFilter) -> UnappliedReport:
    """`lines` are those of the end of `as_of`, in their order."""
    return UnappliedReport(as_of, [line for line in lines if wanted.takes(line, as_of)])
