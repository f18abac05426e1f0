"""Disputes, and the money they move between the platform and a clinic's account."""
