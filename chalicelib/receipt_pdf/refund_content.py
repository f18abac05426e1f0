"""A refund's receipt as the template's data."""

from __future__ import annotations

from typing import Any

from chalicelib.credit.money import format_money
from chalicelib.credit.refund_receipt import RefundReceipt
from chalicelib.receipt_pdf.dates import format_date, format_time
from chalicelib.receipt_pdf.text import printable
from chalicelib.receipt_pdf.values import address, lost_note, name_or_id, paid_with, value, window
from chalicelib.receipt_pdf.words import WORDS


def refund_content(refund: RefundReceipt) -> dict[str, Any]:
    """Input of `receipt.typ`, with the words of a refund: it is dated by the refund, and names the payment."""
    words = WORDS[refund.language]
    amount = format_money(refund.amount, refund.currency, refund.language)
    at, number = refund.refunded_at_clinic, printable(refund.number)
    date, paid_on = format_date(at, refund.language), format_date(refund.paid_on, refund.language)
    names = (refund.patient_name, refund.location_name, refund.clinic_name, *refund.clinic_address)
    item_note = words.of_payment.format(number=printable(refund.payment_number or ""), date=paid_on)
    with_ = paid_with(refund.card, refund.tender, words)
    return {
        **window(f"{words.refund_receipt} {number}", words.refund_receipt, refund.clinic_name, refund.language),
        "headline": words.refunded_on.format(amount=amount, date=date),
        "facts": [
            [
                [words.refund_number, value(number)],
                [words.refunded_at, value(f"{date}, {format_time(at, refund.language)}")],
            ],
            [[words.refund_method, value(with_)], [words.location, value(refund.location_name)]],
        ],
        "from": [words.refunded_by, value(refund.clinic_name)],
        "to": [words.refunded_to, name_or_id(refund.patient_name, refund.patient_id)],
        "to_address": [],
        "from_address": address(refund.clinic_address),
        "amount": [words.amount, value(amount)],
        "description": words.description,
        "item": words.credit_refunded,
        "item_note": item_note if refund.payment_number else words.of_payment_on.format(date=paid_on),
        "total": words.total_refunded,
        "notes": [words.card_takes_days if refund.card else words.outside_refund],
        "duplicate": None,
        "duplicate_note": "",
        "lost_note": lost_note(names, refund.patient_id, words),
    }
