"""Refunds: requested by staff, recorded from Stripe."""
