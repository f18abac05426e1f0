"""Work that no request waits for: Stripe's events, the sweep and the quarantine."""
