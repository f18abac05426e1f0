"""The descriptor of a payment on a card statement, by Stripe's rules
(docs.stripe.com/get-started/account/statement-descriptors, docs.stripe.com/connect/statement-descriptors)."""

from __future__ import annotations

LONGEST_DESCRIPTOR = 22
SHORTEST_PREFIX, LONGEST_PREFIX = 2, 10
SEPARATOR = "* "
REFUSED = "<>\\'\"*"


def prefix_of(prefix: str | None, descriptor: str | None) -> str | None:
    """Return the static part before a suffix: the account's prefix, or else the beginning of its whole descriptor."""
    return prefix or (descriptor or "")[:LONGEST_PREFIX].strip() or None


def room_for_suffix(prefix: str | None) -> int:
    """Return the characters that are left for a suffix. An unknown prefix counts as the shortest."""
    return LONGEST_DESCRIPTOR - len(SEPARATOR) - (len(prefix) if prefix else SHORTEST_PREFIX)


def problem_of_suffix(name: str, prefix: str | None) -> str | None:
    """Return what keeps `name` from being a suffix after `prefix`, or None."""
    room = room_for_suffix(prefix)
    if len(name) > room:
        return f"must be at most {room} characters"
    if not (name.isascii() and name.isprintable()):
        return "must hold only letters without accents, digits, spaces and punctuation"
    if any(each in REFUSED for each in name):
        return f"must not hold any of {' '.join(REFUSED)}"
    return None if _has_letter(name) else "must hold at least one letter"


def suffix_for(name: str | None, prefix: str | None) -> str | None:
    """Return as much of `name` as fits after `prefix`; None if that is no suffix. Prefixes change after names do."""
    fitting = (name or "")[: room_for_suffix(prefix)].strip()
    return fitting if _has_letter(fitting) else None


def descriptor_with(suffix: str | None, prefix: str | None, descriptor: str | None) -> str | None:
    """Return what the card statement will show, or None if the prefix is not known."""
    if suffix is None:
        return descriptor or prefix
    return f"{prefix}{SEPARATOR}{suffix}" if prefix else None


def _has_letter(text: str) -> bool:
    return any(each.isascii() and each.isalpha() for each in text)
