"""Text fit to print: where it ends, where it may break, and which way and in which language it is read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chalicelib.receipt_pdf.scripts import direction, han, language
from chalicelib.receipt_pdf.text import breakable, drawable, letters, printable
from chalicelib.receipt_pdf.values import plain_or_value


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("x" * 240, "x" * 240),
        ("x" * 241, "x" * 239 + "…"),
        ("x" * 238 + " yz", "x" * 238 + "…"),
        ("é" * 240, "é" * 240),
        ("👩🏽‍⚕️" * 240, "👩🏽‍⚕️" * 240),
        ("a  \t b", "a b"),
    ],
)
def test_a_value_has_at_most_240_letters(text: str, printed: str) -> None:
    assert printable(text) == printed


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("x" * 20, "x" * 20),
        ("x" * 21, "|".join(("x" * 8, "x" * 8, "x" * 5))),
        ("short " + "y" * 24 + " short", "short " + "|".join(("y" * 8,) * 3) + " short"),
        ("x" * 20 + " " + "y" * 20, "x" * 20 + " " + "y" * 20),
        ("e\u0301" * 11, "|".join(("e\u0301" * 8, "e\u0301" * 3))),
    ],
)
def test_a_word_may_break_after_every_eight_letters_if_it_has_more_than_twenty(text: str, broken: str) -> None:
    assert breakable(text).replace("\u200b", "|") == broken


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("\u0301a", ["a"]),
        ("👩🏽\u200d⚕\ufe0fx", ["👩🏽\u200d⚕\ufe0f", "x"]),
        ("👍\U0001f3fa👍\U0001f3fb👍\U0001f3ff👍", ["👍", "\U0001f3fa", "👍\U0001f3fb", "👍\U0001f3ff", "👍"]),
        ("ش\u200cم", ["ش\u200c", "م"]),
        ("\u200d", []),
    ],
)
def test_a_letter_keeps_its_marks_and_joiners(text: str, parts: list[str]) -> None:
    assert list(letters(text)) == parts


@pytest.mark.parametrize(
    ("letter", "drawn"),
    [
        ("a", "a"),
        ("e" + "\u0301" * 4, "e" + "\u0301" * 4),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 4),
        ("ﬁ", "ﬁ"),
        ("𝐀", "A"),
        ("①", "①"),
        ("ਗ\u0f72", "ਗ"),
        ("\U00013000", "\ufffd"),
        ("👍\ufe0f", "👍\ufe0f"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("葛\U000e01ef", "葛\U000e01ef"),
        ("👩‍👩‍👧‍👧‍👩‍👩", "👩‍👩‍👧‍👧‍👩‍👩"),
    ],
)
def test_a_letter_is_drawn_whole_or_plain_or_without_marks(letter: str, drawn: str) -> None:
    assert drawable(letter) == drawn


LANGUAGES: Mapping[str, str | None] = {
    "محمد": "ar",
    "Հայկ": "hy",
    "রবীন্দ্রনাথ": "bn",
    "张伟": "zh",
    "प्रिया": "hi",
    "ሰላም": "am",
    "ლაშა": "ka",
    "Αλέξανδρος": "el",
    "પટેલ": "gu",
    "ਗੁਰ": "pa",
    "김민지": "ko",
    "דוד": "he",
    "さくら": "ja",
    "ಕೃಷ್ಣ": "kn",
    "サクラ": "ja",
    "សុខ": "km",
    "ສົມ": "lo",
    "ശ്രീ": "ml",
    "မောင်": "my",
    "ලංකා": "si",
    "தேவி": "ta",
    "రావు": "te",
    "สมชาย": "th",
    "山田 さくら": "ja",
    "金 김": "ko",
    "דוד Mo": None,
    "Ana": None,
    "Олександра": None,
    "דוד محمد": None,
    "さくら 김": None,
    "": None,
    "123": None,
    "דוד, 12": "he",
}


@pytest.mark.parametrize(("text", "spoken"), LANGUAGES.items())
def test_a_screen_reader_is_told_the_language_of_a_script_that_has_one(text: str, spoken: str | None) -> None:
    assert language(text) == spoken


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Ana", "ltr"),
        ("דוד", "rtl"),
        ("محمد", "rtl"),
        ("12 דוד Ana", "rtl"),
        ("Ana דוד", "ltr"),
        ("", "ltr"),
        ("1", "ltr"),
    ],
)
def test_the_first_letter_with_a_direction_gives_the_text_s(text: str, way: str) -> None:
    assert direction(text) == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("张伟", "SC"),
        ("李", "SC"),
        ("張偉", "TC"),
        ("髙橋", "SC"),
        ("山田 さくら", "JP"),
        ("山田 サクラ", "JP"),
        ("金 김", "KR"),
        ("桜", "JP"),
        ("Ana", "SC"),
        ("Ana é 張", "TC"),
        ("", "SC"),
    ],
)
def test_han_characters_are_drawn_the_way_of_the_place_that_writes_them(text: str, way: str) -> None:
    assert han(text) == way


def test_plain_text_of_a_table_stays_plain_and_other_text_brings_its_fonts() -> None:
    assert plain_or_value("INV-1") == "INV-1" and plain_or_value("") == ""
    assert plain_or_value("x" * 21).count("\u200b") == 2  # type: ignore[union-attr]
    for text in ("É", "a\x1b"):
        found = plain_or_value(text)
        assert isinstance(found, dict) and found["text"] == printable(text)
