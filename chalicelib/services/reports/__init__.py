"""Reports, the nightly proof and the reconciliation of the ledger."""
