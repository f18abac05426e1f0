"""Receipts as documents: the only part that knows typst. `render(receipt)` returns a PDF."""

from chalicelib.receipt_pdf.render import render

__all__ = ["render"]
