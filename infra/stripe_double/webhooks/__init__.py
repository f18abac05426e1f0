"""Events on their way out: signed, queued on disk, retried, and disturbed on request."""
