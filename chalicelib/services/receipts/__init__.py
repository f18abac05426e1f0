"""Receipts: issued and linked to."""
