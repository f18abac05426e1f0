"""Origins of web pages, and addresses below them."""

from __future__ import annotations

import re

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = rf"{LABEL}(?:\.{LABEL})*\.?"
PORT = r"(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"
"""1 to 65535: browsers drop a source with another one, without a word."""
ORIGIN = re.compile(rf"https://{HOST}(:{PORT})?|http://(127\.0\.0\.1|localhost)(:{PORT})?")
"""Scheme, host and port of a page whose origin can be trusted: encrypted, or on this machine."""
OWN_PORT = re.compile(r"(https://[^:]+):443|(http://[^:]+):80")
URL = re.compile(rf"(?:{ORIGIN.pattern})(/[A-Za-z0-9._~!$&()*+=:@%/?-]*)?")
"""An address that goes into headers: one word, without what would end a rule or begin another."""


def as_browsers_write(origin: str) -> str:
    """The origin in lower case, without its scheme's own port: one that is written otherwise equals no other."""
    found = OWN_PORT.fullmatch(origin.lower())
    return (found[1] or found[2]) if found else origin.lower()
