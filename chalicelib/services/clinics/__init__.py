"""Clinics: provisioned, their settings, locations and payments accounts."""
