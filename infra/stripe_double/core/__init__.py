"""What every resource of the double stands on: storage, parameters, errors, lists, expansion, idempotency."""
