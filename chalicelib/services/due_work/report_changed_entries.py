"""Telling operators of entries and acts that were changed or removed, which nothing of this service does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.services.ports import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChangedEntries:
    """AWS's permissions tell no first write of an item from a second one, so that the stream is what notices."""

    metrics: Metrics

    def __call__(self, entries: Sequence[str]) -> None:
        """Count these entries (keys), if there are any: one turns the alarm on."""
        if entries:
            self.metrics.count("EntriesChanged", len(entries))

    def acts(self, acts: Sequence[str]) -> None:
        """Count these operators' acts (keys) likewise."""
        if acts:
            self.metrics.count("ActsChanged", len(acts))
