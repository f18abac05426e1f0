"""Values from outside as a template's data: cleaned, with the fonts, direction and language that they need."""

from __future__ import annotations

from typing import Any

from chalicelib.credit.payment import Card, Tender
from chalicelib.receipt_pdf.fonts import families
from chalicelib.receipt_pdf.scripts import direction, han, language
from chalicelib.receipt_pdf.text import UNKNOWN, breakable, printable
from chalicelib.receipt_pdf.words import CARD_BRANDS, WALLETS, WORDS, Words

Value = dict[str, Any]
MOST_ADDRESS_LINES = 6


def value(text: str) -> Value:
    """A value from outside, cleaned, with how to set it."""
    clean = printable(text)
    return {
        "text": breakable(clean),
        "dir": direction(clean),
        "lang": language(clean),
        "fonts": families(han(clean)),
    }


def plain_or_value(text: str) -> str | Value:
    """As `value`; text that the page's own fonts draw stays plain, as a table may have thousands of them."""
    return breakable(text) if text.isascii() and text.isprintable() else value(text)


def window(title: str, heading: str, clinic_name: str, reader_language: str) -> dict[str, Any]:
    """The title that a reader's window shows and a screen reader reads first, and what every page has."""
    lang, _, region = reader_language.partition("-")
    return {
        "title": title,
        "heading": heading,
        "author": printable(clinic_name),
        "lang": lang,
        "region": region or None,
        "fonts": families("SC"),
        "page": WORDS[reader_language].page,
    }


def name_or_id(patient_name: str, patient_id: str) -> Value:
    return value(printable(patient_name) or patient_id)


def address(lines: tuple[str, ...]) -> list[Value]:
    return [value(line) for line in lines[:MOST_ADDRESS_LINES] if printable(line)]


def lost_note(values: tuple[str, ...], patient_id: str, words: Words) -> str | None:
    """The note of a document with a letter that no font has, which is printed as a mark; None if there is none."""
    if not any(UNKNOWN in printable(each) for each in values):
        return None
    return words.lost_letters.format(mark=UNKNOWN, patient=patient_id)


def paid_with(card: Card | None, tender: Tender | None, words: Words) -> str:
    return card_text(card, words) if card else words.tenders[tender or Tender.OTHER]


def card_text(card: Card, words: Words) -> str:
    """`Apple Pay, Visa ending in 4242`: words, because a screen reader reads dots one by one."""
    wallet = f"{WALLETS[card.wallet]}, " if card.wallet in WALLETS else ""
    return wallet + words.ending_in.format(brand=CARD_BRANDS.get(card.brand, words.card), last4=card.last4)
