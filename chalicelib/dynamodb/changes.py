"""Items that a change in a table's stream altered or removed, though nothing of this service does that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def altered_key(change: Mapping[str, Any], kind: str) -> str | None:
    """Return the key of an item of this kind that the change altered or removed, or None."""
    before, after = change.get("OldImage"), change.get("NewImage")
    if not before or before.get("kind", {}).get("S") != kind:
        return None
    return None if before == after else f"{before['pk']['S']}/{before['sk']['S']}"
