"""The business in pure Python: what account credit is, with no vendor in sight."""
