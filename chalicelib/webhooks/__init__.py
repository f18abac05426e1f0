"""Calls to other software's endpoints, and the secrets that sign them."""
