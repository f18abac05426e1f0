"""A receipt as the template's data: every word chosen, every value cleaned, nothing left to decide but the looks."""

from __future__ import annotations

from typing import Any

from chalicelib.credit.money import format_money
from chalicelib.credit.receipt import Receipt
from chalicelib.receipt_pdf.dates import format_date, format_time
from chalicelib.receipt_pdf.text import printable
from chalicelib.receipt_pdf.values import address, lost_note, name_or_id, paid_with, value, window
from chalicelib.receipt_pdf.words import WORDS


def receipt_content(receipt: Receipt) -> dict[str, Any]:
    """Input of `receipt.typ`. Words are plain text; values name the fonts, direction and language they need."""
    words = WORDS[receipt.language]
    amount = format_money(receipt.amount, receipt.currency, receipt.language)
    paid_at = receipt.paid_at_clinic
    date = format_date(receipt.received_on or paid_at, receipt.language)
    when = date if receipt.received_on else f"{date}, {format_time(paid_at, receipt.language)}"
    number = printable(receipt.number)
    marked = f" ({words.duplicate})" if receipt.duplicate else ""
    names = (receipt.patient_name, receipt.location_name, receipt.clinic_name, *receipt.clinic_address)
    with_ = paid_with(receipt.card, receipt.tender, words)
    return {
        **window(f"{words.receipt} {number}{marked}", words.receipt, receipt.clinic_name, receipt.language),
        "headline": words.paid_on.format(amount=amount, date=date),
        "facts": [
            [[words.number, value(number)], [words.received_on if receipt.received_on else words.paid_at, value(when)]],
            [[words.paid_with, value(with_)], [words.for_use_at, value(receipt.location_name)]],
        ],
        "from_address": [],
        "from": [words.received_from, name_or_id(receipt.patient_name, receipt.patient_id)],
        "to": [words.paid_to, value(receipt.clinic_name)],
        "to_address": address(receipt.clinic_address),
        "amount": [words.amount, value(amount)],
        "description": words.description,
        "item": words.account_credit,
        "item_note": words.not_applied,
        "total": words.total,
        "notes": [words.purpose, words.kept],
        "duplicate": words.duplicate if receipt.duplicate else None,
        "duplicate_note": words.duplicate_note,
        "lost_note": lost_note(names, receipt.patient_id, words),
    }
