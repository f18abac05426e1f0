"""Numbers in typed text, whatever script or device they come from."""

from __future__ import annotations

import re
from unicodedata import decimal

DASHES = "-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
"""Hyphens, dashes and minus signs, as the inside of a character class."""
_INVISIBLE = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]")


def plain_text(text: str) -> str:
    """The text with 0 to 9 for the digits of every script and one kind of space, without invisible marks."""
    return "".join(_plain(each) for each in _INVISIBLE.sub("", text)).strip()


def _plain(character: str) -> str:
    value = decimal(character, None)
    return str(value) if value is not None else " " if character.isspace() else character
