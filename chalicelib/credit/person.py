"""A patient as a person: name, e-mail address and language, and how names are compared and searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category, combining, normalize

from chalicelib.credit.errors import FieldError, Invalid
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.text import has_visible, is_hidden

LONGEST_NAME = 200
LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""
MOST_WORDS = 12
"""Words of a name that can be searched for: each is an item of its own."""
_SPECIALS = r"\s@<>()\[\]:;,\"\\\x00-\x1f\x7f"
EMAIL = re.compile(rf"[^{_SPECIALS}]{{1,64}}@[^{_SPECIALS}]+\.[^{_SPECIALS}]+")
"""Without the specials of RFC 5322, 3.2.3: a list, a name before the address or `mailto:` is not an address."""
LEFT_OUT = re.compile("['`\u00b4\u02bb-\u02bf\u05f3\u2018-\u201b\u2032\ua78b\ua78c\uff07\u00ad\u200c\u200d]")
"""Apostrophes of all keyboards, the \u02bbokina, joiners: in a name's spelling, and left out by many who type it."""
SELECTORS = re.compile("[\u034f\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Characters that choose a form of the letter before them."""
PLAIN_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not take apart into a plain letter and an accent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The person behind a patient id. `revision` counts the writes.

    `is_from_clinic` is whether the clinic's own system gave the name: a token's name then no longer replaces it.
    """

    patient: PatientKey
    name: str
    email: str | None = None
    language: str | None = None
    is_from_clinic: bool = False
    revision: int = 1


def clean_name(text: str) -> str:
    """Return the name without control, surrogate and direction characters, or "" if nothing visible is left."""
    kept = "".join(" " if each.isspace() else "" if is_hidden(each) else each for each in text)
    name = " ".join(kept.split())[:LONGEST_NAME].strip()
    return name if has_visible(name) else ""


def is_email(text: str) -> bool:
    return len(text) <= LONGEST_EMAIL and EMAIL.fullmatch(text) is not None and not any(map(is_hidden, text))


def check_person(person: Person) -> None:
    """Raises Invalid, naming each field that is wrong."""
    errors = []
    if not person.name:
        errors.append(FieldError("name", "must hold at least one visible character"))
    if person.email is not None and not is_email(person.email):
        errors.append(FieldError("email", "must be an e-mail address, such as ana@example.com, or null"))
    if errors:
        raise Invalid("Some fields are not valid.", errors=tuple(errors))


def fold(text: str) -> str:
    """Return the text as searches compare it: no case, no accents, no apostrophes; words of letters and digits.

    A vowel sign of an Indic script or of Thai is part of its word, as the letters are.
    """
    plain = SELECTORS.sub("", LEFT_OUT.sub("", text)).casefold().translate(PLAIN_LETTERS)
    letters = (each for each in normalize("NFKD", plain) if not combining(each))
    return " ".join("".join(each if _is_of_word(each) else " " for each in letters).split())


def _is_of_word(character: str) -> bool:
    return character.isalnum() or category(character) in ("Mc", "Mn")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words by which a name is found, each once. O'Brien is found as `obrien` and as `brien`."""
    joined, apart = fold(name).split(), fold(LEFT_OUT.sub(" ", name)).split()
    return tuple(dict.fromkeys((*joined, *(word for word in apart if len(word) > 1))))[:MOST_WORDS]


def matches(name: str, query: str) -> bool:
    """Whether each word of the query begins a word of the name."""
    words = words_of(name)
    return all(any(word.startswith(wanted) for word in words) for wanted in fold(query).split())
