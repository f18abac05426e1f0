"""A stand-in for Stripe on one machine: the API, its webhooks and a Stripe.js with a Payment Element.

It is held to Stripe's own OpenAPI document by `infra/stripe_double/tests`. README.md lists what it
honors and its test controls.
"""
