"""Reconciliation of one patient's ledger: balance, entries, payments and records agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from chalicelib.credit.ledger import Entry, PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.credit.records import Application, CreditTransfer, Dispute, Record, Refund, RefundStatus


def find_discrepancies(credit: PatientCredit, payments: Sequence[Payment], entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the discrepancies as sentences with ids and amounts (minor units); empty if the ledger is right.

    Balance = sum of entries = sum of unapplied amounts, each entry's balance is the one before plus its amount, and
    every payment's unapplied amount is the sum of its own entries.
    """
    return tuple(_find_discrepancies(credit, payments, entries))


def _find_discrepancies(credit: PatientCredit, payments: Sequence[Payment], entries: Sequence[Entry]) -> Iterator[str]:
    posted, unapplied = sum(entry.amount for entry in entries), sum(payment.unapplied for payment in payments)
    if credit.balance != posted:
        yield f"balance {credit.balance} is not the sum of entries {posted}"
    if credit.balance != unapplied:
        yield f"balance {credit.balance} is not the sum of unapplied amounts {unapplied}"
    if credit.payments_unapplied != sum(payment.unapplied > 0 for payment in payments):
        yield f"count of unapplied payments is not {credit.payments_unapplied}"
    applied = {one.id for one in credit.unapplied} - {payment.id for payment in payments if payment.unapplied > 0}
    if applied:
        yield f"listed as unapplied without being so: {', '.join(sorted(applied))}"
    yield from _entries(credit, entries)
    yield from _payments(payments, entries)
    yield from _locations(credit, payments)


def unexplained_amounts(payment: Payment, records: Iterable[Record]) -> tuple[str, ...]:
    """Yield the amounts of a payment that its applications, refunds and disputes don't account for, as sentences."""
    recorded = Counter({"applied": 0, "refunded": 0, "disputed": 0, "transferred": 0})
    for record in records:
        column, amount = _part(record)
        recorded[column] += amount
    claimed = {"applied": payment.applied, "refunded": payment.refunded, "disputed": payment.disputed}
    claimed["transferred"] = payment.transferred
    return tuple(
        f"payment {payment.id} has {amount} {column} where its records hold {recorded[column]}"
        for column, amount in claimed.items()
        if recorded[column] != amount
    )


def _part(record: Record) -> tuple[str, int]:
    """The amount of a payment that the record is part of now, and how much of it; none for money that is back."""
    match record:
        case Application(unapplied_at=None):
            return "applied", record.amount
        case Refund(status=status) if status is not RefundStatus.FAILED:
            return "refunded", record.amount
        case CreditTransfer():
            return "transferred", record.amount
        case Dispute():
            return "disputed", record.taken
    return "none", 0


def _entries(credit: PatientCredit, entries: Sequence[Entry]) -> Iterator[str]:
    balance, earliest = 0, datetime.min.replace(tzinfo=UTC)
    for number, entry in enumerate(sorted(entries, key=lambda entry: entry.seq), start=1):
        balance += entry.amount
        if entry.at < earliest:
            yield f"entry {entry.seq} is older than the one before it"
        earliest = entry.at
        if entry.seq != number or entry.balance_after != balance:
            yield f"entry {entry.seq} has {entry.balance_after} where {balance} is right"
    if credit.seq != len(entries):
        yield f"the last entry is {credit.seq} but there are {len(entries)}"


def _payments(payments: Sequence[Payment], entries: Sequence[Entry]) -> Iterator[str]:
    posted: Counter[str] = Counter()
    for entry in entries:
        posted[entry.payment_id] += entry.amount
    for payment in payments:
        if posted[payment.id] != payment.unapplied:
            yield f"payment {payment.id} has {payment.unapplied} unapplied but entries of {posted[payment.id]}"


def _locations(credit: PatientCredit, payments: Sequence[Payment]) -> Iterator[str]:
    by_location: Counter[str] = Counter()
    for payment in payments:
        by_location[payment.location.id] += payment.unapplied
    for place in {*by_location, *credit.by_location}:
        if by_location[place] != credit.by_location.get(place, 0):
            yield f"location {place} has {credit.by_location.get(place, 0)} where {by_location[place]} is right"
