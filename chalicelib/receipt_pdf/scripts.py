"""Facts that a name alone shows: its script, its direction, and the way its Han characters are drawn."""

from __future__ import annotations

from unicodedata import bidirectional, name

LANGUAGE_OF_SCRIPT = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CJK": "zh",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
"""The language a screen reader had better try for a script. Latin and Cyrillic are many languages': no guess."""

RIGHT_TO_LEFT = {"R", "AL"}


def direction(text: str) -> str:
    """`rtl` when the first letter with a direction runs right to left, else `ltr` (Unicode's rule P2)."""
    strong = (kind for kind in map(bidirectional, text) if kind == "L" or kind in RIGHT_TO_LEFT)
    return "rtl" if next(strong, "L") in RIGHT_TO_LEFT else "ltr"


def language(text: str) -> str | None:
    """The language of the text's script, where it has one; nothing for text that mixes Latin in, or is all Latin."""
    scripts = [name(character, "").split(" ")[0] for character in text if character.isalpha()]
    spoken = {LANGUAGE_OF_SCRIPT.get(script) for script in scripts}
    if spoken == {"zh", "ja"}:
        return "ja"
    if spoken == {"zh", "ko"}:
        return "ko"
    return spoken.pop() if len(spoken) == 1 else None


def han(text: str) -> str:
    """Return the region whose Han characters to draw: `JP` beside kana, `KR` beside hangul, else the set that has all.

    The same code point is drawn differently in Beijing, Taipei and Tokyo. Names that all three could write are drawn
    the way of the mainland.
    """
    scripts = {name(character, "").split(" ")[0] for character in text}
    if scripts & {"HIRAGANA", "KATAKANA"}:
        return "JP"
    if "HANGUL" in scripts:
        return "KR"
    ideographs = "".join(character for character in text if name(character, "").startswith("CJK"))
    return next((way for codec, way in NATIONAL_SETS if _can_write(codec, ideographs)), "SC")


NATIONAL_SETS = (("gb2312", "SC"), ("big5", "TC"), ("shift_jis", "JP"))


def _can_write(codec: str, text: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
