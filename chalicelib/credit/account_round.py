"""Rounds over all payments accounts: each is read from Stripe once a day, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ROUND_EVERY = timedelta(hours=20)
"""A round takes some hours where there are thousands of clinics, so that each account is read within a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRound:
    """How far a round has come: clinics up to `last_clinic_id`, in order of id. `version` counts the writes."""

    started_at: datetime
    last_clinic_id: str = ""
    is_complete: bool = False
    version: int = 1

    def is_over(self, now: datetime) -> bool:
        """Whether the next round is due: this one is complete, and began long enough ago."""
        return self.is_complete and now - self.started_at >= ROUND_EVERY
