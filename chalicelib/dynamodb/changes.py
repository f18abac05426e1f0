"""Items that a change in a table's stream altered or removed, though nothing of this service does that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def altered_key(change: Mapping[str, Any], kind: str, besides: Collection[str] = ()) -> str | None:
    """Return the key of an item of this kind that the change altered or removed, or None.

    The attributes named by `besides` may differ.
    """
    before, after = change.get("OldImage"), change.get("NewImage") or {}
    if not before or before.get("kind", {}).get("S") != kind:
        return None
    facts, kept = ({name: each[name] for name in each if name not in besides} for each in (before, after))
    return None if facts == kept else f"{before['pk']['S']}/{before['sk']['S']}"
