"""Notices by e-mail: who gets which, once per event, and what the mail system reports back."""
