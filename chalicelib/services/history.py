"""Why is my balance this? Every entry with the balance after it, now or at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.credit.ledger import Entry, PatientCredit
    from chalicelib.services.ports import Ledger, Page, PageRequest


@dataclass(frozen=True, slots=True)
class History:
    """One page of entries, newest first, and the balance (minor units) as it stood with the newest of all."""

    entries: Page[Entry]
    balance: int


def history(credit: PatientCredit, page: PageRequest, at: datetime | None, *, ledger: Ledger) -> History:
    """The patient's entries; with `at`, those up to that moment. Reads no more entries than it shows, and some twenty
    to find the moment among a million: entries are in order of time."""
    last = credit.seq if at is None else _last_by(credit, at, ledger)
    newest = credit.balance if at is None else _balance(credit, last, ledger)
    return History(ledger.entries(credit.patient, page, last), newest)


def _balance(credit: PatientCredit, seq: int, ledger: Ledger) -> int:
    entry = ledger.entry(credit.patient, seq) if seq else None
    return entry.balance_after if entry else 0


def _last_by(credit: PatientCredit, at: datetime, ledger: Ledger) -> int:
    """The number of the last entry at or before `at`, by halving."""
    low, high = 0, credit.seq
    while low < high:
        middle = (low + high + 1) // 2
        entry = ledger.entry(credit.patient, middle)
        if entry is not None and entry.at <= at:
            low = middle
        else:
            high = middle - 1
    return low
