"""The key that secrets of webhook endpoints are derived from, made once and kept with the rest of the state."""

from __future__ import annotations

import secrets
from pathlib import Path


def webhook_key(state: Path) -> str:
    """Return the key of this state folder."""
    path = state / "webhook-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()
