"""A file of opening balances: each line's fields, and what is wrong with a line in words. Pure.

The columns are those of the product description. A line that could mean two things is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.credit.clinic import Clinic
from chalicelib.credit.csv_file import Row, read_rows
from chalicelib.credit.csv_table import RUNS
from chalicelib.credit.errors import CreditError, Invalid
from chalicelib.credit.identity import Actor, PatientKey, is_system_id
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.money import LARGEST_AMOUNT
from chalicelib.credit.payment import Payment, Source
from chalicelib.credit.person import LONGEST_NAME
from chalicelib.credit.recording import RecordRequest, require_day
from chalicelib.credit.text import LONGEST_REFERENCE, require_text
from chalicelib.credit.typed_amount import AmountProblem, NotAnAmount, read_amount
from chalicelib.credit.typed_date import NotADate, read_date

COLUMNS = ("patient_id", "name", "amount", "location_id", "as_of", "reference")
MOST_LINES = 5_000
NOT_COMPUTED = re.compile(r"#(?:N/[A-Z]|NV|#+|[^\s]{2,14}[!?])|Err:\d+")
"""A cell that a spreadsheet could not compute, or had no room for: `#N/A`, `#REF!`, in French `#NOM?`, `####`."""
AMOUNT_SENTENCES = {
    AmountProblem.STRANGE: "must be an amount, as in 1234.50",
    AmountProblem.CURRENCY: "must be in the clinic's currency, {currency}",
    AmountProblem.NEGATIVE: "must be more than zero",
    AmountProblem.DECIMALS: "must have at most {places} decimals",
    AmountProblem.UNCLEAR: "could mean two amounts: write the decimals, as in 1000.00",
    AmountProblem.LARGE: "must be at most {largest}",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A field of a line that is not accepted. `code` is for programs, `message` states what would be right."""

    line: int
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningBalance:
    """One line: a patient's credit in the system before. `amount` is minor units; `name` may be empty."""

    line: int
    patient_id: str
    name: str
    amount: int
    location_id: str
    as_of: date
    reference: str

    def patient(self, clinic_id: str) -> PatientKey:
        return PatientKey(clinic_id, self.patient_id)

    def request(self, clinic_id: str, actor: Actor) -> RecordRequest:
        """The request to record it. Its key holds a space, as no client's Idempotency-Key can."""
        return RecordRequest(
            patient=self.patient(clinic_id),
            source=Source.OPENING_BALANCE,
            amount=self.amount,
            location_id=self.location_id,
            actor=actor,
            idempotency_key=f"opening balance {self.reference}",
            received_on=self.as_of,
            reference=self.reference,
        )


@dataclass(frozen=True, slots=True)
class OpeningBalances:
    """The lines of a file: those that can be read, and what is wrong with the others."""

    count: int
    lines: tuple[OpeningBalance, ...]
    refused: tuple[Refusal, ...]


class _Wrong(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def read_file(raw: bytes, currency: str) -> OpeningBalances:
    """Return a file's lines. Raises Invalid for a file that cannot be read at all."""
    rows = read_rows(raw, COLUMNS, MOST_LINES)
    lines, refused = list[OpeningBalance](), list[Refusal]()
    first_line: dict[str, int] = {}
    for row in rows:
        line, wrong = _line(row, currency)
        patient_id = row.cells["patient_id"] if row.cells else ""
        earlier = first_line.setdefault(patient_id, row.line) if patient_id else row.line
        if earlier != row.line:
            message = f"is on line {earlier} already: a file has one line per patient"
            wrong.append(Refusal(row.line, "patient_id", "patient_twice", message))
        refused += wrong
        if line and not wrong:
            lines.append(line)
    return OpeningBalances(len(rows), tuple(lines), tuple(refused))


def _line(row: Row, currency: str) -> tuple[OpeningBalance | None, list[Refusal]]:
    if row.cells is None:
        message = f"must have {len(COLUMNS)} cells, and has {row.found}: a cell with the separator in it needs quotes"
        return None, [Refusal(row.line, "line", "cells", message)]
    read, wrong = dict[str, object](), list[Refusal]()
    for column in COLUMNS:
        try:
            read[column] = _read(column, row.cells[column], currency)
        except _Wrong as fault:
            wrong.append(Refusal(row.line, column, fault.code, fault.message))
        except Invalid as fault:
            wrong.append(Refusal(row.line, column, "text", fault.errors[0].message))
    return (None if wrong else OpeningBalance(line=row.line, **read)), wrong  # type: ignore[arg-type]


def _read(column: str, cell: str, currency: str) -> object:
    if not cell and column != "name":
        raise _Wrong("missing", "is missing")
    if NOT_COMPUTED.fullmatch(cell):
        raise _Wrong(
            "not_computed", "is what a spreadsheet writes where it can't compute or show a cell: correct it there"
        )
    if cell.startswith(RUNS) and column != "amount":
        raise _Wrong("formula", "must not begin with =, +, - or @: a spreadsheet would run it")
    match column:
        case "amount":
            return _amount(cell, currency)
        case "as_of":
            return _as_of(cell)
        case "name":
            return require_text("name", cell, LONGEST_NAME) if cell else ""
        case "reference":
            return require_text("reference", cell, LONGEST_REFERENCE)
    if not is_system_id(cell):
        raise _Wrong("id", "must be 1 to 128 letters, digits, dots, underscores, tildes and hyphens")
    return cell


def _amount(cell: str, currency: str) -> int:
    try:
        amount = read_amount(cell, currency, None)
    except NotAnAmount as fault:
        raise _wrong_amount(fault.problem, currency) from fault
    if amount == 0:
        raise _wrong_amount(AmountProblem.NEGATIVE, currency)
    if amount > LARGEST_AMOUNT:
        raise _wrong_amount(AmountProblem.LARGE, currency)
    return amount


def _wrong_amount(problem: AmountProblem, currency: str) -> _Wrong:
    facts = {"currency": currency.upper(), "places": 2, "largest": in_decimals(LARGEST_AMOUNT)}
    return _Wrong(f"amount_{problem}", AMOUNT_SENTENCES[problem].format(**facts))


def in_decimals(amount: int) -> str:
    """The amount (minor units) as a line of the file writes it. Both currencies have two decimals."""
    return f"{amount // 100}.{amount % 100:02d}"


def _as_of(cell: str) -> date:
    try:
        return read_date(cell)
    except NotADate as fault:
        if fault.first and fault.other:
            raise _Wrong("date_unclear", f"could be {fault.first} or {fault.other}: write the one it is") from fault
        meant = fault.other or fault.first
        hint = f"write {meant}" if meant else "write it as 2026-01-31"
        raise _Wrong("date", f"must be a date, year or day first: {hint}") from fault


def check_line(
    line: OpeningBalance,
    request: RecordRequest,
    known: Payment | None,
    credit: PatientCredit,
    clinic: Clinic,
    today: date,
) -> Iterator[Refusal]:
    """Yield what keeps a line from being recorded now: a merge, its location, its day, the patient's maximum."""
    if known:
        if known.request_hash != request.hash:
            message = f"was recorded for this patient as {in_decimals(known.amount)}, otherwise than in this line"
            yield Refusal(line.line, "reference", "reference_taken", message)
        return
    if credit.merged_into:
        message = f"was merged into {credit.merged_into.patient_id}: put that id"
        yield Refusal(line.line, "patient_id", "patient_merged", message)
    if credit.erased_at:
        yield Refusal(
            line.line, "patient_id", "patient_forgotten", "had personal data removed: put the person's new id"
        )
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("location", lambda: clinic.open_location(request.location_id)),
        ("date_out_of_range", lambda: require_day(request, today)),
    )
    for code, check in checks:
        try:
            check()
        except CreditError as fault:
            yield from (Refusal(line.line, error.field, code, error.message) for error in fault.errors)
    room = clinic.room_for(credit.balance)
    if line.amount > room:
        message = f"must be at most {in_decimals(room)}, or the balance exceeds what the clinic allows"
        yield Refusal(line.line, "amount", "balance_maximum", message)
