"""Closing a clinic that leaves, and opening it again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.credit.clinic import ClinicClosure, ClinicProfile
from chalicelib.credit.identity import Actor
from chalicelib.credit.operator_acts import ActKind, OperatorAct
from chalicelib.credit.text import LONGEST_REASON, require_text
from chalicelib.services.ports import Clinics, Clock
from chalicelib.services.retry import retry_on_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseClinic:
    clinics: Clinics
    clock: Clock

    def close(self, clinic_id: str, reason: str, by: Actor) -> ClinicProfile:
        """Take no new credit; what is held is still applied, moved and refunded. Repeatable.

        Raises NotFound, and Invalid for a reason that holds no text.
        """
        written = require_text("reason", reason, LONGEST_REASON)
        return retry_on_conflict(lambda: self._set(clinic_id, written, by, closes=True), self.clock)

    def reopen(self, clinic_id: str, reason: str, by: Actor) -> ClinicProfile:
        """Take credit again, top-ups as far as the clinic's settings do. Repeatable. Raises NotFound, Invalid."""
        written = require_text("reason", reason, LONGEST_REASON)
        return retry_on_conflict(lambda: self._set(clinic_id, written, by, closes=False), self.clock)

    def _set(self, clinic_id: str, reason: str, by: Actor, *, closes: bool) -> ClinicProfile:
        profile, now = self.clinics.profile(clinic_id), self.clock.now()
        if (profile.closed is not None) == closes:
            return profile
        changed = replace(profile, closed=ClinicClosure(now, reason) if closes else None)
        kind = ActKind.CLOSED if closes else ActKind.REOPENED
        self.clinics.save_profile(changed, OperatorAct(clinic_id=clinic_id, at=now, by=by, kind=kind, reason=reason))
        return changed
