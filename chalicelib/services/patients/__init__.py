"""Patients: their directory entry, provisioning and erasure."""
