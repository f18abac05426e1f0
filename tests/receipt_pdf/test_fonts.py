"""Fonts come from the layer's packages alone; when one is missing, someone is told which."""

from __future__ import annotations

import subprocess
import sys

import pytest

from chalicelib.receipt_pdf import fonts
from chalicelib.receipt_pdf.coverage import characters, family_with
from chalicelib.receipt_pdf.fonts import FACES, FontsMissing, face_path


def test_every_font_is_there() -> None:
    assert all(face_path(family).is_file() for family in FACES)


@pytest.mark.parametrize("package", ["fonts_nobody_installed", "struct"])
def test_a_missing_font_package_is_named(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(fonts, "PACKAGES", (f"{package}/inside",))
    fonts.folders.cache_clear()
    try:
        with pytest.raises(FontsMissing) as missing:
            fonts.folders()
    finally:
        fonts.folders.cache_clear()
    assert missing.value.package == package
    assert str(missing.value) == f"Receipts need the fonts of {package}: install requirements-receipts.txt."


def test_a_font_that_its_package_has_lost_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FACES, "Lost Sans", "LostSans.ttf")
    with pytest.raises(FontsMissing) as missing:
        face_path("Lost Sans")
    assert missing.value.package == "LostSans.ttf"


@pytest.mark.parametrize(
    ("letter", "family"),
    [
        ("A", "Noto Sans"),
        ("ễ", "Noto Sans"),
        ("ਗ", "Noto Sans Gurmukhi"),
        ("ב", "Noto Sans Hebrew"),
        ("骨", "Noto Sans CJK"),
        ("𠮷", "Noto Sans CJK"),
        ("ᐃ", "DejaVu Sans"),
        ("👍", "Noto Emoji"),
        ("Ꮳ", "Kurinto Sans"),
        ("\U00013000", None),
        ("ਗ\u0f72", None),
    ],
)
def test_a_letter_comes_from_the_first_font_that_has_it(letter: str, family: str | None) -> None:
    assert family_with(letter) == family


def test_the_box_for_missing_letters_is_no_letter() -> None:
    assert not {0xFFFF, 0x10FFFF} & set().union(*(characters(face_path(family)) for family in FACES))


def test_importing_the_service_does_not_load_typst_and_its_84_mb() -> None:
    said = "import sys, chalicelib.bootstrap; print('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout == "False\n"
