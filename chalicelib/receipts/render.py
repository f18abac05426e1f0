"""Renders a receipt: words and values become data, and typst lays the data out. Values never become markup."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from chalicelib.credit.receipt import Receipt
from chalicelib.receipts.content import content
from chalicelib.receipts.fonts import folders

if TYPE_CHECKING:
    import typst

STANDARDS = ["ua-1", "a-2a"]
"""PDF/UA-1 so that a screen reader reads it, PDF/A-2a so that it still opens in thirty years."""

TEMPLATE = Path(__file__).with_name("template.typ")

_one_at_a_time = Lock()


def render(receipt: Receipt) -> bytes:
    """The receipt as a tagged PDF. The same receipt gives the same bytes. Raises FontsMissing."""
    data = json.dumps(content(receipt), ensure_ascii=True)
    with _one_at_a_time:
        return _compiler().compile(
            sys_inputs={"receipt": data}, format="pdf", pdf_standards=STANDARDS, timestamp=int(receipt.paid_at.timestamp())
        )


@cache
def _compiler() -> Any:
    """Typst with the template and the fonts read once: 84 MB of library that only the receipts function loads."""
    import typst

    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)


def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )
