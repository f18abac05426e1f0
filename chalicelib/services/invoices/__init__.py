"""Invoices, and credit applied to them."""
