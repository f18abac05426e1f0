"""A receipt as the template's data: every word chosen, every value cleaned, nothing left to decide but the looks."""

from __future__ import annotations

from typing import Any

from chalicelib.credit.money import format_money
from chalicelib.credit.payment import Card, Tender
from chalicelib.credit.receipt import Receipt
from chalicelib.receipt_pdf.dates import format_date, format_time
from chalicelib.receipt_pdf.fonts import families
from chalicelib.receipt_pdf.scripts import direction, han, language
from chalicelib.receipt_pdf.text import UNKNOWN, breakable, printable
from chalicelib.receipt_pdf.words import CARD_BRANDS, WORDS, Words

Value = dict[str, Any]


def content(receipt: Receipt) -> dict[str, Any]:
    """Input of `template.typ`. Words are plain text; values name the fonts, direction and language they need."""
    words = WORDS[receipt.language]
    amount = format_money(receipt.amount, receipt.currency, receipt.language)
    paid_at = receipt.paid_at_clinic
    date = format_date(receipt.received_on or paid_at, receipt.language)
    when = date if receipt.received_on else f"{date}, {format_time(paid_at, receipt.language)}"
    number = printable(receipt.number)
    return {
        **document(receipt, words, number),
        "headline": words.paid_on.format(amount=amount, date=date),
        "facts": [
            [[words.number, value(number)], [words.received_on if receipt.received_on else words.paid_at, value(when)]],
            [[words.paid_with, value(paid_with(receipt, words))], [words.for_use_at, value(receipt.location_name)]],
        ],
        "received_from": [words.received_from, value(printable(receipt.patient_name) or receipt.patient_id)],
        "paid_to": [words.paid_to, value(receipt.clinic_name)],
        "address": [value(line) for line in receipt.clinic_address[:MOST_ADDRESS_LINES] if printable(line)],
        "amount": [words.amount, value(amount)],
        "description": words.description,
        "account_credit": words.account_credit,
        "not_applied": words.not_applied,
        "total": words.total,
        "purpose": words.purpose,
        "kept": words.kept,
        "duplicate": words.duplicate if receipt.duplicate else None,
        "duplicate_note": words.duplicate_note,
        "lost_note": _lost_note(receipt, words),
        "page": words.page,
    }


MOST_ADDRESS_LINES = 6


def _lost_note(receipt: Receipt, words: Words) -> str | None:
    """The note of a receipt with a letter that no font has, which is printed as a mark; None if there is none."""
    values = (receipt.patient_name, receipt.location_name, receipt.clinic_name, *receipt.clinic_address)
    if not any(UNKNOWN in printable(each) for each in values):
        return None
    return words.lost_letters.format(mark=UNKNOWN, patient=receipt.patient_id)


def document(receipt: Receipt, words: Words, number: str) -> dict[str, Any]:
    """The title that a reader's window shows and a screen reader reads first."""
    marked = f" ({words.duplicate})" if receipt.duplicate else ""
    lang, _, region = receipt.language.partition("-")
    return {
        "title": f"{words.receipt} {number}{marked}",
        "heading": words.receipt,
        "author": printable(receipt.clinic_name),
        "lang": lang,
        "region": region or None,
        "fonts": families("SC"),
    }


def value(text: str) -> Value:
    """A value from outside, cleaned, with how to set it."""
    clean = printable(text)
    return {
        "text": breakable(clean),
        "dir": direction(clean),
        "lang": language(clean),
        "fonts": families(han(clean)),
    }


def paid_with(receipt: Receipt, words: Words) -> str:
    if receipt.card:
        return card_text(receipt.card, words)
    return words.tenders[receipt.tender or Tender.OTHER]


def card_text(card: Card, words: Words) -> str:
    """`Visa ending in 4242`: words, because a screen reader reads dots one by one."""
    return words.ending_in.format(brand=CARD_BRANDS.get(card.brand, words.card), last4=card.last4)
