"""Stripe's documented test cards and what each of them does: https://docs.stripe.com/testing."""
