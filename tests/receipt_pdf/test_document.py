"""A receipt is a document for everyone: read aloud, printed in black and white, opened in thirty years."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chalicelib.credit.payment import Card
from chalicelib.receipt_pdf import render
from tests.receipt_pdf.examples import a_receipt
from tests.receipt_pdf.pdf import Element, Pdf

LANGUAGES = ["en", "fr-CA"]


def of_role(pdf: Pdf, role: str) -> list[Element]:
    return [element for element in pdf.structure.elements() if element.role == role]


@pytest.fixture(scope="module")
def english() -> Pdf:
    return Pdf(render(a_receipt()))


@pytest.fixture(scope="module")
def french() -> Pdf:
    return Pdf(render(a_receipt(language="fr-CA")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_declares_pdf_ua_and_pdf_a(language: str) -> None:
    pdf = Pdf(render(a_receipt(language=language)))
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata
    assert pdf.catalog["MarkInfo"]["Marked"] is True
    assert pdf.catalog["ViewerPreferences"]["DisplayDocTitle"] is True
    assert pdf.catalog["Lang"].decode() == language
    assert pdf.catalog["OutputIntents"] is not None
    assert not {"AcroForm", "OpenAction", "AA", "Names"} & set(pdf.catalog)


def test_every_glyph_belongs_to_the_structure_or_is_decoration(english: Pdf) -> None:
    assert [glyph for glyph in english.glyphs if glyph.content_id is None and "Artifact" not in glyph.tags] == []


def test_every_font_travels_with_the_file_and_can_be_copied_from(english: Pdf) -> None:
    assert english.fonts()
    assert all("ToUnicode" in font for font in english.fonts())
    assert all(english.font_files(glyph.font) for glyph in english.glyphs)


def test_a_screen_reader_finds_headings_and_pairs_labels_with_values(english: Pdf) -> None:
    assert [heading.text for heading in of_role(english, "H1")] == ["Receipt"]
    assert [heading.text for heading in of_role(english, "H2")] == ["$50.00\u00a0CAD paid on November\u00a023, 2026"]
    tables = of_role(english, "Table")
    labels = [[cell.text for cell in table.elements() if cell.role == "TH"] for table in tables]
    assert labels == [
        ["Receipt number", "Date and time paid"],
        ["Paid with", "Intended for use at"],
        ["Received from", "Paid to"],
        ["Description", "Amount"],
    ]
    cells = ["\n".join(e.text for e in cell.elements() if e.text) for cell in tables[2].elements() if cell.role == "TD"]
    assert cells == [
        "Ana Núñez",
        "Clinique Érable / Maple Clinic\n120 Bloor Street West, Suite 400\nToronto ON M5S 1S4\nCanada",
    ]


def test_a_receipt_has_payer_amount_date_and_card(english: Pdf) -> None:
    lines = english.text.splitlines()
    assert "R-7K3M-0042" in lines
    assert "November\u00a023, 2026, 4:37\u00a0PM\u00a0EST".replace("\u00a0", " ") in english.text.replace("\u00a0", " ")
    assert "Visa ending in 4242" in lines
    assert "Main Street" in lines
    assert english.text.replace("\u00a0", " ").count("$50.00 CAD") == 3


def test_a_receipt_states_that_no_service_was_rendered(english: Pdf, french: Pdf) -> None:
    assert "Prepayment. Not proof of service; not valid for insurance claims." in english.text
    assert "Not applied to any invoice" in english.text
    assert (
        "Paiement anticipé\u00a0: ne constitue pas une preuve de service "
        "et ne peut servir à une demande de règlement d’assurance."
    ) in french.text
    assert "Imputé à aucune facture" in french.text


def test_a_french_receipt_is_french_throughout(french: Pdf) -> None:
    text = french.text.replace("\u00a0", " ")
    assert [heading.text for heading in of_role(french, "H1")] == ["Reçu"]
    assert "Paiement de 50,00 $ CAD le 23 novembre 2026" in text
    assert "23 novembre 2026, 16 h 37 HNE" in text
    assert "Visa se terminant par 4242" in text
    for english_word in ("Receipt", "Paid", "Amount", "Prepayment", "November"):
        assert english_word not in text


@pytest.mark.parametrize(("language", "mark"), [("en", "DUPLICATE"), ("fr-CA", "DUPLICATA")])
def test_a_duplicate_cannot_pass_for_the_first_receipt(language: str, mark: str) -> None:
    first = Pdf(render(a_receipt(language=language)))
    duplicate = Pdf(render(a_receipt(language=language, duplicate=True)))
    assert mark in duplicate.text.splitlines()
    assert mark in duplicate.metadata
    assert mark not in first.text
    assert mark not in first.metadata


def test_the_same_receipt_is_the_same_file() -> None:
    assert render(a_receipt()) == render(a_receipt())


def test_the_file_is_dated_when_the_money_was_paid(english: Pdf) -> None:
    assert english.info["CreationDate"] == b"D:20261123213705Z"


def test_a_date_is_the_clinics_not_the_servers() -> None:
    late = datetime(2027, 1, 1, 3, 30, tzinfo=UTC)
    text = Pdf(render(a_receipt(paid_at=late, time_zone="America/Los_Angeles"))).text.replace("\u00a0", " ")
    assert "December 31, 2026, 7:30 PM PST" in text
    assert "2027" not in text


def test_a_card_of_a_brand_we_do_not_know_is_still_a_card() -> None:
    assert "Card ending in 0005" in Pdf(render(a_receipt(card=Card("brand_of_2031", "0005")))).text


@pytest.mark.parametrize(("language", "ending"), [("en", "Visa ending in"), ("fr-CA", "Visa se terminant par")])
def test_a_wallet_is_named_before_its_card(language: str, ending: str) -> None:
    paid = a_receipt(card=Card("visa", "4242", "apple_pay"), language=language)
    assert f"Apple Pay, {ending} 4242" in Pdf(render(paid)).text.replace("\n", " ")


def test_a_wallet_we_do_not_know_leaves_the_card() -> None:
    text = Pdf(render(a_receipt(card=Card("visa", "4242", "wallet_of_2031")))).text
    assert "Visa ending in 4242" in text and "2031" not in text


def test_it_fits_a_letter_page_and_an_email(english: Pdf) -> None:
    assert [page.mediabox for page in english.pages] == [(0, 0, 612, 792)]
    assert len(render(a_receipt())) < 40_000


def test_it_is_black_and_white_on_paper() -> None:
    """No meaning depends on color: every color set is a shade of gray."""
    assert {len(colour) for colour in Pdf(render(a_receipt(duplicate=True))).colours} == {1}
