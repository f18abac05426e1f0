"""Stripe's resources, one file a noun: how the object looks, and what can be done with it."""
