"""The basis of every resource of the double: storage, parameters, errors, lists, expansion, idempotency."""
