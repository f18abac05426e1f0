"""Receipts, refund receipts and statements as PDFs: the only part that knows typst."""

from chalicelib.receipt_pdf.render import render

__all__ = ["render"]
