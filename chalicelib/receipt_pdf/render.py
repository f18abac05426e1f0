"""Rendering of a receipt: words and values become data, and typst lays the data out. Values never become markup."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from chalicelib.credit.receipt import Receipt
from chalicelib.receipt_pdf.content import content
from chalicelib.receipt_pdf.fonts import folders

TEMPLATE = Path(__file__).with_name("template.typ")

_one_at_a_time = Lock()


def render(receipt: Receipt, on_lost_letters: Callable[[], None] = lambda: None) -> bytes:
    """The receipt as a tagged PDF (PDF/UA-1, PDF/A-2a). The same receipt gives the same bytes. Raises FontsMissing.

    Calls `on_lost_letters` for a receipt with letters that no font has; the receipt itself tells its reader.
    """
    values = content(receipt)
    if values["lost_note"]:
        on_lost_letters()
    data = json.dumps(values, ensure_ascii=True)
    with _one_at_a_time:
        pdf = _compiler().compile(
            sys_inputs={"receipt": data},
            format="pdf",
            # So that a screen reader reads it, and that it still opens in thirty years.
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(receipt.paid_at.timestamp()),
        )
    assert isinstance(pdf, bytes), "typst returns a PDF as one piece"
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """Typst with the template and the fonts read once: 84 MB of library that only the receipts function loads."""
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)


def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )
