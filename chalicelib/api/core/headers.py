"""Headers of every answer of the API: it is data for programs, never a page, and nobody else's to keep or frame."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

Headers = dict[str, str | list[str]]
"""As Chalice takes them."""

JSON: Mapping[str, str] = {"Content-Type": "application/json"}
COMMON: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def tag_of(body: str) -> str:
    """The ETag of what is answered: the same bytes, the same tag."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether the caller has what `tag` names (RFC 9110, 13.1.2: a weak comparison)."""
    known = (each.strip().removeprefix("W/") for each in if_none_match[:2_000].split(","))
    return any(each in (tag, "*") for each in known)
