"""Tests on a stack whose calls to AWS are on record: a package of pytest, whose fixtures end with its last test."""
