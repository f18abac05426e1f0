"""Stripe: calls out, events in, both in the business's own words. The only importer of stripe."""
