"""The words and values that are laid out, whole: each line of a document, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.credit.credit_statement import CreditStatement, StatementLine
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.payment import Card, Tender
from chalicelib.credit.refund_receipt import RefundReceipt
from chalicelib.receipt_pdf.content import receipt_content
from chalicelib.receipt_pdf.fonts import FACES
from chalicelib.receipt_pdf.refund_content import refund_content
from chalicelib.receipt_pdf.statement_content import statement_content
from tests.receipt_pdf.examples import a_receipt

FONTS = [f"{family} SC" if family == "Noto Sans CJK" else family for family in FACES]
ADDRESS = ("120 Bloor Street West, Suite 400", "Toronto ON M5S 1S4", "Canada")
CLINIC = "Clinique Érable / Maple Clinic"
EVENING = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
"""The evening before in Toronto."""
REFUND = RefundReceipt(
    number="ABCDE-FGHIJ",
    clinic_name=CLINIC,
    clinic_address=ADDRESS,
    patient_name="Ana Núñez",
    patient_id="pat_ana",
    location_name="Main Street",
    amount=123_456,
    currency="usd",
    card=Card("mastercard", "0005", "google_pay"),
    tender=None,
    refunded_at=EVENING,
    paid_on=date(2026, 2, 3),
    payment_number="7J5YC-W2M3X",
    time_zone="America/Toronto",
    language="en",
)


def value(text: str, **others: Any) -> dict[str, Any]:
    return {"text": text, "dir": "ltr", "lang": None, "fonts": FONTS, **others}


def with_breaks(content: dict[str, Any]) -> dict[str, Any]:
    """With ordinary spaces, which read better here."""

    def plain(part: Any) -> Any:
        if isinstance(part, str):
            return part.replace("\u00a0", " ")
        if isinstance(part, dict):
            return {name: plain(each) for name, each in part.items()}
        return [plain(each) for each in part] if isinstance(part, list) else part

    return {name: plain(part) for name, part in content.items()}


def changed(content: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    assert content.keys() == before.keys()
    return {name: part for name, part in with_breaks(content).items() if part != with_breaks(before)[name]}


def test_an_english_receipt_has_these_words() -> None:
    assert with_breaks(receipt_content(a_receipt())) == {
        "title": "Receipt R-7K3M-0042",
        "heading": "Receipt",
        "author": CLINIC,
        "lang": "en",
        "region": None,
        "fonts": FONTS,
        "page": "Page {page} of {pages}",
        "headline": "$50.00 CAD paid on November 23, 2026",
        "facts": [
            [
                ["Receipt number", value("R-7K3M-0042")],
                ["Date and time paid", value("November 23, 2026, 4:37 PM EST")],
            ],
            [["Paid with", value("Visa ending in 4242")], ["Intended for use at", value("Main Street")]],
        ],
        "from_address": [],
        "from": ["Received from", value("Ana Núñez")],
        "to": ["Paid to", value(CLINIC)],
        "to_address": [value(line) for line in ADDRESS],
        "amount": ["Amount", value("$50.00 CAD")],
        "description": "Description",
        "item": "Account credit",
        "item_note": "Not applied to any invoice at the time of payment",
        "total": "Amount paid",
        "notes": [
            "Prepayment. Not proof of service; not valid for insurance claims.",
            "The clinic holds account credit until it is applied to an invoice or refunded.",
        ],
        "duplicate": None,
        "duplicate_note": "Duplicate of a previously issued receipt. Not an additional payment.",
        "lost_note": None,
    }


def test_a_french_receipt_has_these_words() -> None:
    assert with_breaks(receipt_content(a_receipt(language="fr-CA"))) == {
        "title": "Reçu R-7K3M-0042",
        "heading": "Reçu",
        "author": CLINIC,
        "lang": "fr",
        "region": "CA",
        "fonts": FONTS,
        "page": "Page {page} de {pages}",
        "headline": "Paiement de 50,00 $ CAD le 23 novembre 2026",
        "facts": [
            [
                ["Numéro du reçu", value("R-7K3M-0042")],
                ["Date et heure du paiement", value("23 novembre 2026, 16 h 37 HNE")],
            ],
            [
                ["Mode de paiement", value("Visa se terminant par 4242")],
                ["Lieu d’utilisation prévu", value("Main Street")],
            ],
        ],
        "from_address": [],
        "from": ["Reçu de", value("Ana Núñez")],
        "to": ["Payé à", value(CLINIC)],
        "to_address": [value(line) for line in ADDRESS],
        "amount": ["Montant", value("50,00 $ CAD")],
        "description": "Description",
        "item": "Crédit au compte",
        "item_note": "Imputé à aucune facture au moment du paiement",
        "total": "Montant payé",
        "notes": [
            "Paiement anticipé : ne constitue pas une preuve de service et ne peut servir à une demande de règlement"
            " d’assurance.",
            "La clinique conserve le crédit au compte jusqu’à son imputation à une facture ou son remboursement.",
        ],
        "duplicate": None,
        "duplicate_note": "Duplicata d’un reçu déjà délivré. Ne constitue pas un paiement supplémentaire.",
        "lost_note": None,
    }


def test_a_duplicate_is_named_in_its_title_and_on_the_page() -> None:
    duplicate = receipt_content(a_receipt(duplicate=True))
    assert changed(duplicate, receipt_content(a_receipt())) == {
        "title": "Receipt R-7K3M-0042 (DUPLICATE)",
        "duplicate": "DUPLICATE",
    }


@pytest.mark.parametrize(
    ("tender", "words"),
    [
        (Tender.CASH, "Cash"),
        (Tender.CHEQUE, "Cheque"),
        (Tender.E_TRANSFER, "E-transfer"),
        (Tender.TERMINAL, "Card, at the clinic's terminal"),
        (Tender.OTHER, "Other"),
    ],
)
def test_a_recorded_payment_shows_the_day_it_was_received_and_how(tender: Tender, words: str) -> None:
    recorded = a_receipt(card=None, tender=tender, received_on=date(2026, 10, 1))
    assert changed(receipt_content(recorded), receipt_content(a_receipt())) == {
        "headline": "$50.00 CAD paid on October 1, 2026",
        "facts": [
            [["Receipt number", value("R-7K3M-0042")], ["Date paid", value("October 1, 2026")]],
            [["Paid with", value(words)], ["Intended for use at", value("Main Street")]],
        ],
    }


@pytest.mark.parametrize("field", ["patient_name", "location_name", "clinic_name", "clinic_address"])
def test_letters_that_are_lost_anywhere_are_told_of(field: str) -> None:
    lost: dict[str, Any] = {field: ("Ana \U00013000",) if field == "clinic_address" else "Ana \U00013000"}
    told = "Some letters can't be printed and are shown as \ufffd. Patient ID: pat_ana."
    assert receipt_content(a_receipt(**lost))["lost_note"] == told
    assert refund_content(replace(REFUND, **lost))["lost_note"] == told
    if field == "location_name":
        lost = {"lines": tuple(replace(line, **lost) for line in STATEMENT.lines)}
    assert statement_content(replace(STATEMENT, **lost))["lost_note"] == told


def test_no_more_than_six_lines_of_an_address_are_printed_and_no_empty_ones() -> None:
    lines = ("1", " ", "2", "3", "4", "5", "6")
    assert receipt_content(a_receipt(clinic_address=lines))["to_address"] == [value(each) for each in "12345"]
    assert receipt_content(a_receipt(clinic_address=tuple("1234567")))["to_address"] == [
        value(each) for each in "123456"
    ]


def test_a_patient_without_a_visible_name_is_named_by_id_everywhere() -> None:
    for content in (receipt_content(a_receipt(patient_name="\u200b")), statement_content(EMPTY)):
        assert value("pat_ana") in (content.get("from") or content["patient"])
    assert refund_content(replace(REFUND, patient_name=" "))["to"] == ["Refunded to", value("pat_ana")]


def test_a_name_in_another_script_brings_its_direction_language_and_fonts() -> None:
    assert receipt_content(a_receipt(patient_name="דוד"))["from"][1] == value("דוד", dir="rtl", lang="he")
    japanese = ["Noto Sans CJK JP" if font == "Noto Sans CJK SC" else font for font in FONTS]
    found = receipt_content(a_receipt(patient_name="さくら 山田"))["from"][1]
    assert found == value("さくら 山田", lang="ja", fonts=japanese)


def test_a_refund_s_receipt_has_these_words() -> None:
    assert with_breaks(refund_content(REFUND)) == {
        "title": "Refund receipt ABCDE-FGHIJ",
        "heading": "Refund receipt",
        "author": CLINIC,
        "lang": "en",
        "region": None,
        "fonts": FONTS,
        "page": "Page {page} of {pages}",
        "headline": "$1,234.56 USD refunded on February 28, 2026",
        "facts": [
            [
                ["Refund number", value("ABCDE-FGHIJ")],
                ["Date and time refunded", value("February 28, 2026, 11:30 PM EST")],
            ],
            [["Refund method", value("Google Pay, Mastercard ending in 0005")], ["Location", value("Main Street")]],
        ],
        "from": ["Refunded by", value(CLINIC)],
        "to": ["Refunded to", value("Ana Núñez")],
        "to_address": [],
        "from_address": [value(line) for line in ADDRESS],
        "amount": ["Amount", value("$1,234.56 USD")],
        "description": "Description",
        "item": "Account credit refunded",
        "item_note": "From payment 7J5YC-W2M3X of February 3, 2026",
        "total": "Amount refunded",
        "notes": ["Your bank may take 5 to 10 business days to show this refund on your card statement."],
        "duplicate": None,
        "duplicate_note": "",
        "lost_note": None,
    }


def test_a_refund_outside_stripe_shows_how_and_of_which_day_the_payment_is() -> None:
    outside = replace(REFUND, card=None, tender=Tender.CASH, payment_number=None, language="fr-CA")
    found = with_breaks(refund_content(outside))
    assert found["facts"][1] == [["Mode de remboursement", value("Argent comptant")], ["Lieu", value("Main Street")]]
    assert found["item_note"] == "Sur le paiement du 3 février 2026"
    assert found["notes"] == ["La clinique a remis cette somme directement."]
    assert with_breaks(refund_content(replace(outside, tender=None)))["facts"][1][0][1] == value("Autre")


STATEMENT = CreditStatement(
    clinic_name=CLINIC,
    clinic_address=ADDRESS,
    patient_name="Ana Núñez",
    patient_id="pat_ana",
    currency="cad",
    time_zone="America/Toronto",
    language="en",
    first=date(2026, 2, 1),
    last=date(2026, 12, 31),
    opening=12_500,
    lines=(
        StatementLine(
            at=EVENING,
            kind=EntryKind.TOP_UP,
            amount=5_000,
            balance=17_500,
            payment_id="pay_1",
            location_name="דוד",
            invoice=None,
        ),
        StatementLine(
            at=EVENING.replace(hour=5),
            kind=EntryKind.APPLIED,
            amount=-100_050,
            balance=-82_550,
            payment_id="pay_1",
            location_name="Main Street",
            invoice="INV-1001",
        ),
    ),
)
EMPTY = replace(STATEMENT, lines=(), patient_name="")


def test_a_statement_has_these_words() -> None:
    assert with_breaks(statement_content(STATEMENT)) == {
        "title": "Account credit statement · February 1, 2026 to December 31, 2026",
        "heading": "Account credit statement",
        "author": CLINIC,
        "lang": "en",
        "region": None,
        "fonts": FONTS,
        "page": "Page {page} of {pages}",
        "period": "February 1, 2026 to December 31, 2026",
        "patient": ["Patient", value("Ana Núñez")],
        "clinic": ["Clinic", value(CLINIC)],
        "address": [value(line) for line in ADDRESS],
        "summary": [
            ["Opening balance", "$125.00 CAD"],
            ["Credit added", "$50.00 CAD"],
            ["Credit used", "$1,000.50 CAD"],
            ["Closing balance", "−$825.50 CAD"],
        ],
        "columns": ["Date", "Description", "Invoice", "Location", "Amount (CAD)", "Balance"],
        "opening": ["February 1, 2026", "Opening balance", "$125.00"],
        "closing": ["December 31, 2026", "Closing balance", "−$825.50"],
        "lines": [
            ["February 28, 2026", "Top-up", "", value("דוד", dir="rtl", lang="he"), "$50.00", "$175.00"],
            ["March 1, 2026", "Applied to an invoice", "INV-1001", "Main Street", "−$1,000.50", "−$825.50"],
        ],
        "none": None,
        "notes": [
            "The patient owes the clinic $825.50 CAD.",
            "The clinic holds account credit until it is applied to an invoice or refunded.",
        ],
        "lost_note": None,
    }


def test_a_statement_without_lines_ends_as_it_begins() -> None:
    found = with_breaks(statement_content(replace(EMPTY, language="fr-CA")))
    assert found["summary"] == [
        ["Solde d’ouverture", "125,00 $ CAD"],
        ["Crédit ajouté", "0,00 $ CAD"],
        ["Crédit utilisé", "0,00 $ CAD"],
        ["Solde de clôture", "125,00 $ CAD"],
    ]
    assert (found["lines"], found["none"]) == ([], "Aucune activité pendant cette période.")
    assert found["title"] == "Relevé de crédit au compte · Du 1er février 2026 au 31 décembre 2026"
    assert (found["lang"], found["region"]) == ("fr", "CA")


@pytest.mark.parametrize(("balance", "owes"), [(-1, 1), (0, 0), (1, 0)])
def test_only_a_balance_below_zero_is_owed(balance: int, owes: int) -> None:
    notes = statement_content(replace(EMPTY, opening=balance))["notes"]
    assert len(notes) == 1 + owes
