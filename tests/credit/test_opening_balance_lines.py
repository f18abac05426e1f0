"""A line of opening balances that can't be recorded now is refused with its code, its field and what would be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.opening_balances import OpeningBalance, Refusal, check_line, read_file
from tests.fakes.examples import ANA, BEN, SAM, maple, payment
from tests.fakes.small import NOON

LINE = OpeningBalance(
    line=7,
    patient_id="pat_ana",
    name="Ana",
    amount=5_000,
    location_id="loc_main",
    as_of=date(2026, 1, 31),
    reference="Old 17",
)


def refused(credit: dict[str, Any] | None = None, known: object = None, **changes: Any) -> list[Refusal]:
    line = replace(LINE, **changes)
    request = line.request("clinic_demo", SAM)
    stored = PatientCredit(patient=ANA, **(credit or {}))
    return list(check_line(line, request, known, stored, maple(), date(2026, 11, 23)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("credit", "changes", "refusal"),
    [
        (
            {"merged_into": BEN},
            {},
            Refusal(7, "patient_id", "patient_merged", "was merged into pat_ben: put that id"),
        ),
        (
            {"erased_at": NOON},
            {},
            Refusal(7, "patient_id", "patient_forgotten", "had personal data removed: put the person's new id"),
        ),
        (
            {},
            {"location_id": "loc_x"},
            Refusal(7, "location_id", "location", "must be one of the clinic's locations"),
        ),
        ({}, {"location_id": "loc_closed"}, Refusal(7, "location_id", "location", "must be an active location")),
        (
            {},
            {"as_of": date(2026, 11, 24)},
            Refusal(7, "as_of", "date_out_of_range", "must be from 1990-01-01 to today, 2026-11-23"),
        ),
        (
            {"balance": 495_001},
            {},
            Refusal(
                7, "amount", "balance_maximum", "must be at most 49.99, or the balance exceeds what the clinic allows"
            ),
        ),
    ],
)
def test_a_line_that_cannot_be_recorded_is_refused_by_field(
    credit: dict[str, Any], changes: dict[str, Any], refusal: Refusal
) -> None:
    assert refused(credit, **changes) == [refusal]


def test_a_line_at_the_limits_is_accepted() -> None:
    assert refused({"balance": 495_000}) == refused(as_of=date(2026, 11, 23)) == refused(as_of=date(1990, 1, 1)) == []


def test_a_line_that_was_recorded_otherwise_is_refused_with_what_was_recorded() -> None:
    same = payment(request_hash=LINE.request("clinic_demo", SAM).hash)
    assert refused(known=same) == []
    other = payment(amount=1_205, request_hash="other")
    message = "was recorded for this patient as 12.05, otherwise than in this line"
    assert refused({"merged_into": BEN}, known=other) == [Refusal(7, "reference", "reference_taken", message)]


def test_every_fault_of_a_line_is_told_at_once() -> None:
    found = refused({"merged_into": BEN, "erased_at": NOON, "balance": 500_000}, location_id="x", as_of=date.max)
    assert [each.code for each in found] == [
        "patient_merged",
        "patient_forgotten",
        "location",
        "date_out_of_range",
        "balance_maximum",
    ]


HEADER = "patient_id,name,amount,location_id,as_of,reference\r\n"
CELLS: list[tuple[str, tuple[str, str, str]]] = [
    (",Ana,1,l,2026-01-31,r", ("patient_id", "missing", "is missing")),
    (
        "a b,Ana,1,l,2026-01-31,r",
        ("patient_id", "id", "must be 1 to 128 letters, digits, dots, underscores, tildes and hyphens"),
    ),
    (
        "p,=1,1,l,2026-01-31,r",
        ("name", "formula", "must not begin with =, +, - or @: a spreadsheet would run it"),
    ),
    ("p,A\x00,1,l,2026-01-31,r", ("name", "text", "must hold no line break, control or direction character")),
    ("p,A,x,l,2026-01-31,r", ("amount", "amount_strange", "must be an amount, as in 1234.50")),
    ("p,A,5 EUR,l,2026-01-31,r", ("amount", "amount_currency", "must be in the clinic's currency, CAD")),
    ("p,A,-5,l,2026-01-31,r", ("amount", "amount_negative", "must be more than zero")),
    ("p,A,0.00,l,2026-01-31,r", ("amount", "amount_negative", "must be more than zero")),
    ("p,A,1.2345,l,2026-01-31,r", ("amount", "amount_decimals", "must have at most 2 decimals")),
    ("p,A,1000000.00,l,2026-01-31,r", ("amount", "amount_large", "must be at most 999999.99")),
    ("p,A,1,l,13/14/2026,r", ("as_of", "date", "must be a date, year or day first: write it as 2026-01-31")),
    (
        "p,A,1,l,03/04/2026,r",
        ("as_of", "date_unclear", "could be 2026-04-03 or 2026-03-04: write the one it is"),
    ),
    ("p,A,1,l,01/31/2026,r", ("as_of", "date", "must be a date, year or day first: write 2026-01-31")),
    (
        "p,A,1,l,2026-01-31",
        ("line", "cells", "must have 6 cells, and has 5: a cell with the separator in it needs quotes"),
    ),
]


@pytest.mark.parametrize(("row", "refusal"), CELLS)
def test_a_cell_that_cannot_be_read_is_told_what_would_be_right(row: str, refusal: tuple[str, str, str]) -> None:
    found = read_file((HEADER + row).encode(), "cad")
    assert [(each.line, each.field, each.code, each.message) for each in found.refused] == [(2, *refusal)]
    assert (found.count, found.lines) == (1, ())


def test_a_patient_who_is_there_twice_is_told_the_first_line() -> None:
    row = "p,A,1.00,l,2026-01-31,r"
    found = read_file((HEADER + row + "\r\n" + row).encode(), "cad")
    message = "is on line 2 already: a file has one line per patient"
    assert found.refused == (Refusal(3, "patient_id", "patient_twice", message),) and len(found.lines) == 1


def test_lines_without_a_patient_are_not_taken_for_one_patient() -> None:
    row = ",A,1.00,l,2026-01-31,r"
    found = read_file((HEADER + row + "\r\n" + row).encode(), "cad")
    assert [(each.line, each.code) for each in found.refused] == [(2, "missing"), (3, "missing")]


def test_a_line_s_request_is_recorded_under_its_reference() -> None:
    request = LINE.request("clinic_demo", SAM)
    assert (request.patient, request.amount, request.location_id, request.actor) == (ANA, 5_000, "loc_main", SAM)
    assert (request.received_on, request.reference, str(request.source)) == (LINE.as_of, "Old 17", "opening_balance")
    assert request.idempotency_key == "opening balance Old 17"
