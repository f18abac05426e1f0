"""Disputes from the warning before them to their end: https://docs.stripe.com/api/disputes."""
