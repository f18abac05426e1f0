"""Names come from outside. They are printed, never obeyed, and never keep a receipt from being made."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.receipt_pdf import render
from chalicelib.receipt_pdf.text import LONGEST, printable
from chalicelib.receipt_pdf.words import WORDS
from tests.receipt_pdf.examples import LEFT_TO_RIGHT, RIGHT_TO_LEFT, a_receipt
from tests.receipt_pdf.pdf import NOTDEF, Pdf

MARGIN = 68
WIDTH = 612
ZALGO = "Z" + "\u0351\u036b\u0343\u036a\u0302\u036b" * 10

everything = st.text(st.characters(exclude_categories=[]), max_size=300)
mixed_scripts = st.lists(
    st.sampled_from([letter for name, _ in (LEFT_TO_RIGHT | RIGHT_TO_LEFT).values() for letter in name])
    | st.sampled_from(["\u200c", "\u200d", "\ufe0f", "\u0301", "\u05b8", "\u094d", "👩", "🏽", "🇨", "🇦", "\u202e"]),
    max_size=80,
).map("".join)


A_MARK = 5.0
"""Points, half a letter: a mark without width may begin so much before what it stands on. Letters may not."""


@given(everything | mixed_scripts, everything | mixed_scripts)
@example("🇦\u0596\u0301", "")
@example("🇦\u05b8\u0311", "")
@example("\x00" * 300, "\ud800")
@example("W" * 300, "\u202e" + "א" * 300)
@example(ZALGO, "\U000f0000\ue000\ufdd0\U0001fffe")
@example("ا\u0302क\u05b8\u0b9a\u0a4d", "👩🏽\u200d⚕️\u200d")
@settings(max_examples=60, deadline=None)
def test_any_name_gives_a_receipt_with_the_same_facts(patient: str, place: str) -> None:
    names = {"patient_name": patient, "location_name": patient, "clinic_name": place, "clinic_address": (place,)}
    pdf = Pdf(render(a_receipt(**names)))
    seen = [glyph for glyph in pdf.glyphs if glyph.text.strip()]
    assert [glyph for glyph in pdf.glyphs if glyph.number == NOTDEF] == []
    assert min(glyph.x for glyph in seen if glyph.width) >= MARGIN
    assert min(glyph.x for glyph in seen) >= MARGIN - A_MARK
    assert max(glyph.x + glyph.width for glyph in seen) <= WIDTH - MARGIN
    assert [e.text for e in pdf.structure.elements() if e.role in ("H1", "H2", "TH")] == FIXED
    assert "Prepayment. Not proof of service; not valid for insurance claims." in pdf.text


FIXED = [
    *("Receipt", "Receipt number", "Date and time paid", "Paid with", "Intended for use at"),
    *("Received from", "Paid to"),
    *("$50.00\u00a0CAD paid on November\u00a023, 2026", "Description", "Amount"),
]


@pytest.mark.parametrize(
    "name",
    [
        '#text(99pt)[Boo] #read("/etc/passwd")',
        "$ x^2 $ @ref <label> _i_ *b*",
        r"\u{41} \ \n \#",
        "= Heading - list + 1. /t: x",
        "<script>alert(1)</script>",
        "<b>&amp;\"'`",
        "https://example.com // x /* y */",
        "-- --- ... ~ 'q' \"q\"",
        '"}],"total":"0"',
    ],
)
def test_markup_in_a_name_is_printed_letter_by_letter(name: str) -> None:
    text = Pdf(render(a_receipt(patient_name=name))).text.replace("\u200b", "")
    assert name in text.splitlines()


@pytest.mark.parametrize("control", list("\x00\x1b\u202e\u202d\u2066\u200f\ufeff\u00ad\ue000\ud800"))
def test_invisible_characters_are_not_printed(control: str) -> None:
    assert printable(f"Ana{control} Núñez") == "Ana Núñez"


@pytest.mark.parametrize("space", ["\n", "\r\n", "\t", "\u2028", "\u0085", "\u3000", "   "])
def test_a_name_stays_on_its_line(space: str) -> None:
    assert printable(f" Ana{space}Núñez ") == "Ana Núñez"


@pytest.mark.parametrize("language", ["en", "fr-CA"])
@pytest.mark.parametrize("name", ["བསྟན་འཛིན་", "Ana \U00013000"])
def test_a_receipt_tells_that_letters_are_lost_and_names_the_patient_by_id(name: str, language: str) -> None:
    text = Pdf(render(a_receipt(patient_name=name, patient_id="pat_7", language=language))).text.replace("\u00a0", " ")
    told = WORDS[language].lost_letters.format(mark="\ufffd", patient="pat_7").replace("\u00a0", " ")
    assert " ".join(told.split()) in " ".join(text.split())


@pytest.mark.parametrize(("name", "times"), [("བསྟན་འཛིན་", 1), ("ᏣᎳᎩ", 0), ("Ana Núñez", 0)])
def test_the_operator_is_told_of_each_receipt_with_lost_letters(name: str, times: int) -> None:
    told: list[str] = []
    render(a_receipt(patient_name=name), lambda: told.append(name))
    assert len(told) == times


def test_a_receipt_whose_letters_can_all_be_printed_tells_of_no_loss() -> None:
    assert "Patient ID" not in Pdf(render(a_receipt())).text


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\x00\u202e"])
def test_a_receipt_without_a_visible_name_shows_the_patients_id(name: str) -> None:
    assert "pat_ana" in Pdf(render(a_receipt(patient_name=name))).text


def test_letters_that_no_font_has_are_reported() -> None:
    assert printable("Ana \U00013000") == "Ana \ufffd"


def test_fancy_letters_become_plain_ones() -> None:
    assert printable("𝒜𝓃𝒶") == "Ana"


def test_decomposed_names_are_the_same_names() -> None:
    assert printable("Nu\u0301n\u0303ez") == "Núñez"


def test_spelling_that_needs_invisible_joiners_keeps_them() -> None:
    assert printable("مهری\u200cزاده") == "مهری\u200cزاده"
    assert printable("ශ\u0dca\u200dර\u0dd3") == "ශ\u0dca\u200dර\u0dd3"


def test_an_endless_name_ends() -> None:
    assert len(printable("x" * 100_000)) == LONGEST


def test_stacked_marks_do_not_climb_over_other_lines() -> None:
    assert len(printable(ZALGO)) <= 5
