"""Receipts as documents: the only part that knows typst. `render(receipt)` answers a PDF."""

from chalicelib.receipts.render import render

__all__ = ["render"]
