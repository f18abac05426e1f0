"""A statement as the template's data."""

from __future__ import annotations

from typing import Any

from chalicelib.credit.credit_statement import CreditStatement, StatementLine
from chalicelib.credit.money import format_amount, format_money
from chalicelib.receipt_pdf.dates import format_date
from chalicelib.receipt_pdf.values import address, lost_note, name_or_id, plain_or_value, value, window
from chalicelib.receipt_pdf.words import WORDS, Words


def statement_content(statement: CreditStatement) -> dict[str, Any]:
    """Input of `statement.typ`."""
    words, language = WORDS[statement.language], statement.language
    first, last = format_date(statement.first, language), format_date(statement.last, language)
    period = words.period.format(first=first, last=last)
    names = {line.location_name for line in statement.lines} | {line.invoice or "" for line in statement.lines}
    shown = (statement.patient_name, statement.clinic_name, *statement.clinic_address, *sorted(names))

    def money(amount: int) -> str:
        return format_money(amount, statement.currency, language)

    owed = [words.owed.format(amount=money(-statement.closing))] if statement.closing < 0 else []
    return {
        **window(f"{words.statement} · {period}", words.statement, statement.clinic_name, language),
        "period": period,
        "patient": [words.patient, name_or_id(statement.patient_name, statement.patient_id)],
        "clinic": [words.clinic, value(statement.clinic_name)],
        "address": address(statement.clinic_address),
        "summary": [
            [words.opening, money(statement.opening)],
            [words.added, money(statement.added)],
            [words.used, money(statement.used)],
            [words.closing, money(statement.closing)],
        ],
        "columns": [*words.columns, words.amount_in.format(currency=statement.currency.upper()), words.balance],
        "opening": [first, words.opening, format_amount(statement.opening, statement.currency, language)],
        "closing": [last, words.closing, format_amount(statement.closing, statement.currency, language)],
        "lines": [_line(line, statement, words) for line in statement.lines],
        "none": None if statement.lines else words.no_lines,
        "notes": [*owed, words.kept],
        "lost_note": lost_note(shown, statement.patient_id, words),
    }


def _line(line: StatementLine, statement: CreditStatement, words: Words) -> list[Any]:
    language, currency = statement.language, statement.currency
    return [
        format_date(statement.day_of(line), language),
        words.kinds[line.kind],
        plain_or_value(line.invoice or ""),
        plain_or_value(line.location_name),
        format_amount(line.amount, currency, language),
        format_amount(line.balance, currency, language),
    ]
