"""The double against Stripe's own OpenAPI document and SDK."""
