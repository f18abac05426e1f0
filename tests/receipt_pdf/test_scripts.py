"""Whatever script a patient's name is written in, the receipt shows it: as letters, in their order, never as boxes."""

from __future__ import annotations

from unicodedata import category, normalize

import pytest

from chalicelib.receipt_pdf import render
from tests.receipt_pdf.examples import LEFT_TO_RIGHT, RIGHT_TO_LEFT, a_receipt
from tests.receipt_pdf.pdf import NOTDEF, Glyph, Pdf

# Typst 0.15 writes a letter whose mark hangs high or low twice into the copied text. On paper all is well.
COPIED_WITH_REPEATS = {"Kwak̓wala", "Bengali", "Thai", "Khmer", "Javanese"}
HALF_A_PAGE = 306
EVERY_SCRIPT = LEFT_TO_RIGHT | RIGHT_TO_LEFT


def letters_only(text: str) -> str:
    return "".join(c for c in normalize("NFC", text) if category(c)[0] == "L")


def drawn_from(pdf: Pdf, font: str) -> list[Glyph]:
    return [glyph for glyph in pdf.glyphs if glyph.font.startswith(f"{font}-") or glyph.font == font]


@pytest.mark.parametrize("script", EVERY_SCRIPT)
def test_a_patients_name_is_never_boxes(script: str) -> None:
    name, font = EVERY_SCRIPT[script]
    pdf = Pdf(render(a_receipt(patient_name=name, location_name=name, clinic_name=name, clinic_address=(name,))))
    assert [glyph for glyph in pdf.glyphs if glyph.number == NOTDEF] == []
    assert "\ufffd" not in pdf.text
    drawn = {character for glyph in drawn_from(pdf, font) for character in glyph.text}
    assert set(letters_only(name)) <= drawn


@pytest.mark.parametrize("script", sorted(LEFT_TO_RIGHT.keys() - COPIED_WITH_REPEATS))
def test_a_patient_can_search_and_copy_the_name(script: str) -> None:
    name, _ = LEFT_TO_RIGHT[script]
    pdf = Pdf(render(a_receipt(patient_name=name)))
    assert normalize("NFC", name) in [normalize("NFC", element.text) for element in pdf.structure.elements()]


@pytest.mark.parametrize("script", RIGHT_TO_LEFT)
def test_a_name_that_is_read_from_the_right_runs_from_the_right(script: str) -> None:
    name, font = RIGHT_TO_LEFT[script]
    glyphs = drawn_from(Pdf(render(a_receipt(patient_name=name))), font)
    from_the_right = "".join(glyph.text for glyph in sorted(glyphs, key=lambda glyph: -glyph.x))
    assert letters_only(from_the_right) == letters_only(name)


def test_a_right_to_left_name_keeps_its_latin_part_at_its_end() -> None:
    pdf = Pdf(render(a_receipt(patient_name="محمد (Mo)")))
    name = next(glyph for glyph in pdf.glyphs if "IBMPlexSansArabic" in glyph.font)
    line = [glyph for glyph in pdf.glyphs if glyph.y == pytest.approx(name.y, abs=1) and glyph.x < HALF_A_PAGE]
    nickname = [glyph for glyph in line if glyph.text in ("M", "o")]
    assert [glyph.text for glyph in nickname] == ["M", "o"]
    assert max(glyph.x for glyph in nickname) < name.x


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("דוד", "he"),
        ("محمد", "ar"),
        ("ਗੁਰਪ੍ਰੀਤ", "pa"),
        ("प्रिया", "hi"),
        ("张伟", "zh"),
        ("さくら 山田", "ja"),
        ("김민지 金", "ko"),
    ],
)
def test_a_names_language_is_tagged_for_screen_readers(name: str, language: str) -> None:
    assert language in {element.language for element in Pdf(render(a_receipt(patient_name=name))).structure.elements()}


@pytest.mark.parametrize("name", ["Ana Núñez", "Олександра", "Müller-Li 李"])
def test_no_language_is_guessed_for_a_script_of_many_languages(name: str) -> None:
    languages = {element.language for element in Pdf(render(a_receipt(patient_name=name))).structure.elements()}
    assert languages <= {None, "en"}


@pytest.mark.parametrize("bold", ["patient_name", "clinic_name"])
def test_a_chinese_name_has_the_weight_of_the_text_around_it(bold: str) -> None:
    """The font's own default is its thinnest weight, which a printer loses."""
    thin, heavy = (Pdf(render(a_receipt(**{field: "張偉"}))) for field in ("location_name", bold))
    assert drawn_from(thin, "NotoSansCJKtc")
    assert drawn_from(heavy, "NotoSansCJKtc")
    assert thin.font_files("NotoSansCJKtc") != heavy.font_files("NotoSansCJKtc")
