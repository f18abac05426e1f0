"""Text from outside made fit to print: no control over the page, and nothing that no font can draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category, decomposition, normalize

from chalicelib.receipt_pdf.coverage import family_with

LONGEST = 240
"""Letters of one value that are printed, so that a receipt stays on its page."""

LONGEST_WORD = 20
"""Letters without a space beyond which a line may break inside a word, after every few of them."""

MOST_MARKS = 4
"""Marks on one letter. No language stacks more; pranks do, over the lines above and below."""

JOINERS = {"\u200c", "\u200d"}
"""Invisible, but Persian, Hindi and emoji are spelled with them."""

CONTROLS = {"Cc", "Cf", "Cs", "Co", "Cn"}
SPACE = re.compile(r"\s+")
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
UNKNOWN = "\ufffd"
ELLIPSIS = "\u2026"
MAY_BREAK = "\u200b"


def printable(text: str) -> str:
    """`text` on one line, composed, without controls, bidi overrides or private characters, and not endless.

    What remains has a glyph. A letter that no font has becomes U+FFFD; a mark that its letter's font lacks is dropped.
    """
    kept = "".join(map(_harmless, text))
    drawn = [drawable(letter) for letter in letters(SPACE.sub(" ", normalize("NFC", kept)).strip())]
    return "".join(drawn) if len(drawn) <= LONGEST else "".join(drawn[: LONGEST - 1]).rstrip() + ELLIPSIS


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    return character if character in JOINERS or category(character) not in CONTROLS else ""


def breakable(text: str) -> str:
    """The same text, with room to break a line inside words that are too long for one."""
    return LONG_WORD.sub(lambda word: _loosened(word.group()), text)


def _loosened(word: str) -> str:
    parts = list(letters(word))
    return MAY_BREAK.join("".join(parts[start : start + 8]) for start in range(0, len(parts), 8))


def letters(text: str) -> Iterator[str]:
    """Each letter with the marks, joiners and emoji parts that belong to it; marks without a letter are left out."""
    letter = ""
    for character in text:
        if letter and (_extends(character) or letter.endswith("\u200d")):
            letter += character
        elif not _extends(character):
            if letter:
                yield letter
            letter = character
    if letter:
        yield letter


def _extends(character: str) -> bool:
    return character in JOINERS or category(character).startswith("M") or "\U0001f3fb" <= character <= "\U0001f3ff"


@lru_cache(maxsize=4096)
def drawable(letter: str) -> str:
    """The letter as one font can draw it: whole, or in its plain form, or without its marks, or as U+FFFD."""
    plain = normalize("NFKC", letter)
    whole = (plain, letter) if decomposition(letter[0]).startswith("<font>") else (letter, plain)
    candidates = (*map(_with_few_marks, whole), letter[0], plain[:1])
    return next((form for form in candidates if form and family_with(_visible(form))), UNKNOWN)


def _with_few_marks(letter: str) -> str:
    return letter if len(letter) <= 1 + MOST_MARKS or "\u200d" in letter else letter[: 1 + MOST_MARKS]


def _visible(letter: str) -> str:
    """Without joiners and variation selectors: fonts draw nothing for them, so they need not have them."""
    return "".join(character for character in letter if character not in JOINERS and not _selects(character))


def _selects(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
