"""Imports of opening balances from the system before."""
