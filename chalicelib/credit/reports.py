"""A clinic's reports, from payments as they are and the entries posted since: nothing reads the whole ledger. Pure.

The state of a day is today's with the later entries undone, so that closing = opening + movement on any day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry, EntryKind
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.sources import rules_of

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


def day_start(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def day_end(day: date, zone: tzinfo) -> datetime:
    """The first moment after the day."""
    return day_start(day + timedelta(days=1), zone)


def received_on(payment: Payment, zone: tzinfo) -> date:
    """The day the money came: what staff gave, or the clinic's date of the payment."""
    if payment.received_on:
        return payment.received_on
    assert payment.paid_at is not None, "only of a payment that succeeded"
    return payment.paid_at.astimezone(zone).date()


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


@dataclass(frozen=True, slots=True)
class UnappliedLine:
    """A payment with unapplied credit on a day, and the whole days since it was received."""

    payment: Payment
    received_on: date
    days_open: int


@dataclass(frozen=True, slots=True)
class UnappliedReport:
    """The clinic's unapplied credit at the end of `as_of`, the oldest first. Amounts are minor units."""

    as_of: date
    lines: tuple[UnappliedLine, ...]

    @property
    def unapplied(self) -> int:
        return sum(line.payment.unapplied for line in self.lines)

    @property
    def patients(self) -> int:
        return len({line.payment.patient for line in self.lines})

    @property
    def by_age(self) -> list[tuple[int, int | None, int]]:
        """First and last day of each age, and the unapplied amount of that age."""
        return [(first, last, sum(self._of_age(first, last))) for first, last in AGES]

    def _of_age(self, first: int, last: int | None) -> Iterator[int]:
        for line in self.lines:
            if line.days_open >= first and (last is None or line.days_open <= last):
                yield line.payment.unapplied


@dataclass(frozen=True, slots=True, kw_only=True)
class UnappliedFilter:
    """The payments a report is about. None is all."""

    location_id: str | None = None
    account_id: str | None = None
    source: Source | None = None
    min_days: int = 0

    def takes(self, line: UnappliedLine) -> bool:
        return (
            self.location_id in (None, line.payment.location.id)
            and self.account_id in (None, line.payment.account_id)
            and self.source in (None, line.payment.source)
            and line.days_open >= self.min_days
        )


def unapplied_report(
    payments: Iterable[Payment], as_of: date, zone: tzinfo, wanted: UnappliedFilter
) -> UnappliedReport:
    """`payments` are as they were at the end of `as_of`."""
    lines = filter(wanted.takes, (_unapplied_line(payment, as_of, zone) for payment in payments))
    return UnappliedReport(as_of, tuple(sorted(lines, key=lambda line: (line.received_on, line.payment.id))))


def _unapplied_line(payment: Payment, as_of: date, zone: tzinfo) -> UnappliedLine:
    received = received_on(payment, zone)
    return UnappliedLine(payment, received, max(0, (as_of - received).days))


@dataclass(slots=True)
class MovementGroup:
    """The movement of one location, account or source. `id` is None for the platform's account or none at all.

    Amounts are signed minor units; the opening, plus every amount of `by_kind`, is the closing.
    """

    id: str | None
    name: str | None
    closing: int = 0
    by_kind: dict[EntryKind, int] = field(default_factory=lambda: dict.fromkeys(MOVEMENTS, 0))

    @property
    def opening(self) -> int:
        return self.closing - sum(self.by_kind.values())


@dataclass(frozen=True, slots=True)
class MovementReport:
    """The movement of a clinic's credit over a span of days, both included."""

    first: date
    last: date
    groups: tuple[MovementGroup, ...]

    @property
    def totals(self) -> MovementGroup:
        closing = sum(group.closing for group in self.groups)
        by_kind = {kind: sum(group.by_kind[kind] for group in self.groups) for kind in MOVEMENTS}
        return MovementGroup(None, None, closing, by_kind)


def movement_report(
    closing: Iterable[Payment], moved: Iterable[Line], span: tuple[date, date], group_by: GroupBy
) -> MovementReport:
    """`closing` are payments with unapplied credit at the end of the span, `moved` its entries."""
    groups: dict[str | None, MovementGroup] = {}
    for payment in closing:
        _group(groups, payment, group_by).closing += payment.unapplied
    for entry, payment in moved:
        if entry.kind in MOVEMENTS:
            _group(groups, payment, group_by).by_kind[entry.kind] += entry.amount
    ordered = sorted(groups.values(), key=lambda group: (group.name or "", group.id or ""))
    return MovementReport(span[0], span[1], tuple(ordered))


def _group(groups: dict[str | None, MovementGroup], payment: Payment, group_by: GroupBy) -> MovementGroup:
    key, name = _group_of(payment, group_by)
    return groups.setdefault(key, MovementGroup(key, name))


def _group_of(payment: Payment, group_by: GroupBy) -> tuple[str | None, str | None]:
    match group_by:
        case GroupBy.LOCATION:
            return payment.location.id, payment.location.name
        case GroupBy.ACCOUNT:
            return payment.account_id, None
        case GroupBy.SOURCE:
            return payment.source, None


@dataclass(frozen=True, slots=True)
class TakingsLine:
    """Money that the clinic took. `recorded_on` is the day it joined the ledger, which is the report's day."""

    payment: Payment
    recorded_on: date
    received_on: date

    @property
    def fee(self) -> int | None:
        """The clinic's fee: the platform's, or Stripe's on the platform's own account; None until Stripe reports it."""
        if self.payment.source is not Source.CARD_ONLINE:
            return 0
        return self.payment.application_fee if self.payment.account_id else self.payment.stripe_fee

    @property
    def net(self) -> int | None:
        return None if self.fee is None else self.payment.amount - self.fee


@dataclass(frozen=True, slots=True)
class TakingsReport:
    """The money that the clinic took over a span of days, in the order it was recorded. Amounts are minor units.

    Its total is what the credit movement of the same days has under `card_online` and `recorded`.
    """

    first: date
    last: date
    lines: tuple[TakingsLine, ...]

    @property
    def amount(self) -> int:
        return sum(line.payment.amount for line in self.lines)

    @property
    def voided(self) -> int:
        return sum(line.payment.voided for line in self.lines)

    @property
    def fee(self) -> int:
        return sum(line.fee or 0 for line in self.lines)

    @property
    def fees_unknown(self) -> int:
        """How many payments have a fee that Stripe has not reported."""
        return sum(line.fee is None for line in self.lines)


def takings_report(moved: Iterable[Line], span: tuple[date, date], zone: tzinfo) -> TakingsReport:
    """`moved` are the entries of the span."""
    taken = ((entry, payment) for entry, payment in moved if _is_takings(entry, payment))
    ordered = sorted(taken, key=lambda line: (line[0].at, line[1].id))
    return TakingsReport(span[0], span[1], tuple(_takings_line(entry, payment, zone) for entry, payment in ordered))


def _is_takings(entry: Entry, payment: Payment) -> bool:
    return rules_of(payment).is_takings and entry.kind is rules_of(payment).entry_kind


def _takings_line(entry: Entry, payment: Payment, zone: tzinfo) -> TakingsLine:
    return TakingsLine(payment, entry.at.astimezone(zone).date(), received_on(payment, zone))


def within(lines: Iterable[Line], until: datetime) -> tuple[list[Line], list[Line]]:
    """Divide entries into those before `until` and the later ones."""
    before: list[Line] = []
    later: list[Line] = []
    for line in lines:
        (before if line[0].at < until else later).append(line)
    return before, later
