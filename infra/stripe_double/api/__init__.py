"""Stripe's API over HTTP: reading a request, who sends it, and answering each idempotency key once."""
