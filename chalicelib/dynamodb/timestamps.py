"""Times as text that sorts: RFC 3339, UTC, milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """`2026-11-23T09:30:00.123Z`; always as long, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def maybe_to_text(moment: datetime | None) -> str | None:
    return to_text(moment) if moment else None


def maybe_from_text(text: str | None) -> datetime | None:
    return from_text(text) if text else None
