"""Origins of web pages."""

from __future__ import annotations

import re

ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?")
"""Scheme, host and port of a page whose origin can be trusted: encrypted, or on this machine."""
