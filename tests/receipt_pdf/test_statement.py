"""Statements and refund receipts as PDFs: tagged, complete, and the same bytes each time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from chalicelib.credit.credit_statement import CreditStatement, StatementLine
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Card
from chalicelib.credit.refund_receipt import RefundReceipt
from chalicelib.receipt_pdf import render
from chalicelib.receipt_pdf.statement_content import statement_content
from chalicelib.receipt_pdf.words import WORDS
from tests.receipt_pdf.pdf import Pdf

AT = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
"""The evening before in Toronto."""


def statement(language: str = "en", lines: int = 1, invoice: str = "INV-1001") -> CreditStatement:
    return CreditStatement(
        clinic_name="Clinique Érable / Maple Clinic",
        clinic_address=("200 Queen Street West",),
        patient_name="Ana Núñez",
        patient_id="pat_ana",
        currency="cad",
        time_zone="America/Toronto",
        language=language,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        opening=12_500,
        lines=tuple(
            StatementLine(
                at=AT,
                kind=EntryKind.APPLIED,
                amount=-100_050,
                balance=-87_550,
                payment_id="pay_1",
                location_name="Main Street",
                invoice=invoice,
            )
            for _ in range(lines)
        ),
    )


@pytest.mark.parametrize(
    ("language", "row"),
    [
        (
            "en",
            ["February\u00a028, 2026", "Applied to an invoice", "INV-1001", "Main Street", "−$1,000.50", "−$875.50"],
        ),
        (
            "fr-CA",
            [
                "28\u00a0février 2026",
                "Appliqué à une facture",
                "INV-1001",
                "Main Street",
                "−1\u00a0000,50\u00a0$",
                "−875,50\u00a0$",
            ],
        ),
    ],
)
def test_a_statement_is_a_tagged_table_of_its_lines(language: str, row: list[str]) -> None:
    drawn = render(statement(language))
    pdf = Pdf(drawn)
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata and pdf.catalog["Lang"].decode() == language
    cells = [element.text for element in pdf.structure.elements() if element.role == "TD"]
    assert [cells[start : start + 6] for start in range(len(cells)) if cells[start] == row[0]] == [row]
    assert WORDS[language].opening in cells and WORDS[language].closing in cells
    assert render(statement(language)) == drawn


@pytest.mark.parametrize(("language", "words"), [("en", "owes the clinic $875.50"), ("fr-CA", "doit 875,50\u00a0$")])
def test_a_statement_states_in_words_what_is_owed(language: str, words: str) -> None:
    assert words in statement_content(statement(language))["notes"][0]
    assert statement_content(statement(language, lines=0))["notes"] == [WORDS[language].kept]


def test_a_statement_without_lines_states_that() -> None:
    values = statement_content(statement(lines=0))
    assert values["none"] == WORDS["en"].no_lines and values["opening"][2] == values["closing"][2] == "$125.00"


def test_an_invoice_number_in_another_script_is_drawn() -> None:
    assert statement_content(statement(invoice="ΦΧΨ"))["lost_note"] is None
    assert Pdf(render(statement(invoice="ΦΧΨ"))).text.count("ΦΧΨ") == 1


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_every_kind_of_entry_has_words(language: str) -> None:
    assert set(WORDS[language].kinds) == set(EntryKind)


def test_a_refund_receipt_names_the_refund_its_card_and_the_payment() -> None:
    refund = RefundReceipt(
        number="ABCDE-FGHIJ",
        clinic_name="Maple Clinic",
        clinic_address=("200 Queen Street West",),
        patient_name="Ana Núñez",
        patient_id="pat_ana",
        location_name="Main Street",
        amount=2_500,
        currency="cad",
        card=Card("visa", "4242"),
        tender=None,
        refunded_at=AT,
        paid_on=date(2026, 2, 3),
        payment_number="7J5YC-W2M3X",
        time_zone="America/Toronto",
        language="en",
    )
    pdf = Pdf(render(refund))
    for words in (
        "$25.00\u00a0CAD refunded on February\u00a028, 2026",
        "Visa ending in 4242",
        "From payment 7J5YC-W2M3X of February\u00a03, 2026",
    ):
        assert words in pdf.text
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata and "DUPLICATE" not in pdf.text
