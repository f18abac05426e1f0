"""Statements and refund receipts: requested, drawn and linked."""
