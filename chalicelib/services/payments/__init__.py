"""Payments: recorded, voided, transferred, held, and their history."""
