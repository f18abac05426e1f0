"""A statement of a patient's account credit as a value: its facts, before its layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.time_zones import time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One entry of the ledger. `amount` and `balance` are signed minor units; `invoice` is its number, or its id."""

    at: datetime
    kind: EntryKind
    amount: int
    balance: int
    payment_id: str
    location_name: str
    invoice: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStatement:
    """The lines of some days, both included, in the clinic's `time_zone`. It names no staff.

    `opening` is the balance before the first line, minor units of `currency`. `language` is the reader's.
    """

    clinic_name: str
    clinic_address: tuple[str, ...]
    patient_name: str
    patient_id: str
    currency: str
    time_zone: str
    language: str
    first: date
    last: date
    opening: int
    lines: tuple[StatementLine, ...]

    @property
    def closing(self) -> int:
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def added(self) -> int:
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def used(self) -> int:
        """The sum of what left, as a positive amount."""
        return -sum(line.amount for line in self.lines if line.amount < 0)

    def day_of(self, line: StatementLine) -> date:
        return line.at.astimezone(time_zone(self.time_zone)).date()
