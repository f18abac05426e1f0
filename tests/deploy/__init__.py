"""Tests on one deploy, which ends with them: a package of pytest, whose fixtures end with its last test."""
