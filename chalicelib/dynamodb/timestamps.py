"""Times as text that sorts: RFC 3339, UTC, milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def to_iso(moment: datetime) -> str:
    """`2026-11-23T09:30:00.123Z`; always as long, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def to_iso_or_none(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None


def from_iso_or_none(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
