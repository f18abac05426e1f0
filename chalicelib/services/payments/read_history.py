"""Reading a patient's history: every entry with the balance after it, now or at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.credit.ledger import Entry, PatientCredit
from chalicelib.services.ports import EntryReader, Page, PageRequest

SHORTEST_TIME = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class History:
    """One page of entries, newest first, and the balance (minor units) after the newest entry of all pages."""

    entries: Page[Entry]
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHistory:
    ledger: EntryReader

    def __call__(self, credit: PatientCredit, page: PageRequest, at: datetime | None) -> History:
        """The patient's entries; with `at`, those up to that moment.

        Reads only the entries that it returns, and some twenty to find the moment among a million: entries are in
        order of time.
        """
        last = credit.seq if at is None else self._last_by(credit, at)
        newest = credit.balance if at is None else self._balance(credit, last)
        return History(self.ledger.entries(credit.patient, page, last), newest)

    def entries_before(self, credit: PatientCredit, moment: datetime) -> int:
        """The number of the patient's entries before `moment`."""
        return self._last_by(credit, moment - SHORTEST_TIME)

    def _balance(self, credit: PatientCredit, seq: int) -> int:
        entry = self.ledger.entry(credit.patient, seq) if seq else None
        return entry.balance_after if entry else 0

    def _last_by(self, credit: PatientCredit, at: datetime) -> int:
        """The number of the last entry at or before `at`, by halving."""
        low, high = 0, credit.seq
        while low < high:
            middle = (low + high + 1) // 2
            entry = self.ledger.entry(credit.patient, middle)
            if entry is not None and entry.at <= at:
                low = middle
            else:
                high = middle - 1
        return low
