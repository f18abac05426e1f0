"""The test controls under /_double: what a test may make this Stripe do."""
