"""Tests of real processes: a package of pytest, whose fixtures end with its last test."""
