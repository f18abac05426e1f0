"""Versions of what the tests look with."""

from __future__ import annotations

import re

from tests.browser.accessibility import AXE


def axe_version() -> str:
    """Return the version that axe's own file begins with."""
    found = re.search(r"axe v([0-9.]+)", AXE[:500])
    return found[1] if found else "of an unknown version"
