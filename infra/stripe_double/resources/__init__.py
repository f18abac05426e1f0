"""Stripe's resources, one file or folder per noun: how the object looks, and what can be done with it."""
