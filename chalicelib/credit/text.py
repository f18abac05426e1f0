"""Text that people typed: what a field may hold."""

from __future__ import annotations

from unicodedata import category

from chalicelib.credit.errors import Invalid

LONGEST_REASON = 500
LONGEST_LOCATION_NAME = 100
LONGEST_REFERENCE = 100
JOINERS = {"\u200c", "\u200d"}
"""Invisible, but Persian, Hindi and emoji are spelled with them."""
BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
"""Letters and symbols by their category that show nothing."""


def require_text(field: str, text: str, longest: int) -> str:
    """The text without the space around it.

    Raises Invalid for a control or direction character, for nothing visible, and for more than `longest` characters.
    """
    trimmed = text.strip()
    if any(is_hidden(each) for each in trimmed):
        raise Invalid.field(field, "must hold no line break, control or direction character")
    if not has_visible(trimmed):
        raise Invalid.field(field, "must hold at least one visible character")
    if len(trimmed) > longest:
        raise Invalid.field(field, f"must be at most {longest} characters")
    return trimmed


def is_hidden(character: str) -> bool:
    """Whether it is a control, surrogate or direction character, or a line break."""
    return category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in JOINERS


def has_visible(text: str) -> bool:
    return any(category(each)[0] in "LNPS" and each not in BLANKS for each in text)
