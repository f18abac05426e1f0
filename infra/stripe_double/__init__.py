"""A stand-in for Stripe on one machine: the API, its webhooks and a Stripe.js with a Payment Element.

It is held to Stripe's own OpenAPI document by `tests/contracts/stripe`. README.md says what it honours, and its knobs.
"""
