"""Rendering of a document: words and values become data, and typst lays the data out. Values never become markup."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from chalicelib.credit.credit_statement import CreditStatement
from chalicelib.credit.document import Document
from chalicelib.credit.receipt import Receipt
from chalicelib.credit.refund_receipt import RefundReceipt
from chalicelib.credit.reports import day_end
from chalicelib.credit.time_zones import time_zone
from chalicelib.receipt_pdf.content import receipt_content
from chalicelib.receipt_pdf.fonts import folders
from chalicelib.receipt_pdf.refund_content import refund_content
from chalicelib.receipt_pdf.statement_content import statement_content

TEMPLATES = Path(__file__).parent
RECEIPT, STATEMENT = "receipt.typ", "statement.typ"

_one_at_a_time = Lock()


def render(document: Document, on_lost_letters: Callable[[], None] = lambda: None) -> bytes:
    """The document as a tagged PDF (PDF/UA-1, PDF/A-2a). The same document gives the same bytes. Raises FontsMissing.

    Calls `on_lost_letters` for a document with letters that no font has; the document itself tells its reader.
    """
    template, values, at = _laid_out(document)
    if values["lost_note"]:
        on_lost_letters()
    data = json.dumps(values, ensure_ascii=True)
    with _one_at_a_time:
        pdf = _compiler(template).compile(
            sys_inputs={"document": data},
            format="pdf",
            # So that a screen reader reads it, and that it still opens in thirty years.
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(at.timestamp()),
        )
    assert isinstance(pdf, bytes), "typst returns a PDF as one piece"
    return pdf


def _laid_out(document: Document) -> tuple[str, dict[str, Any], datetime]:
    """The template, its data, and the document's own time: never that of the drawing."""
    match document:
        case Receipt():
            return RECEIPT, receipt_content(document), document.paid_at
        case RefundReceipt():
            return RECEIPT, refund_content(document), document.refunded_at
        case CreditStatement():
            return STATEMENT, statement_content(document), day_end(document.last, time_zone(document.time_zone))


@cache
def _compiler(template: str) -> typst.Compiler:
    """Typst with a template and the fonts read once: 84 MB of library that only the functions that draw load."""
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )
