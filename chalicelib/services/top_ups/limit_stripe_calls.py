"""Limiting how often one patient's requests make this service ask Stripe, whose rate all clinics share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.credit.errors import TooMany
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.rate_limits import STRIPE_CALLS_PER_MINUTE, Scope, Tally, hour_of
from chalicelib.services.ports import Clock, Metrics, RateLimitStore

ONE_CALL = Tally(starts=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStripeCalls:
    store: RateLimitStore
    clock: Clock
    metrics: Metrics

    def __call__(self, patient: PatientKey) -> None:
        """Count one call. Raises TooMany beyond the limit of this minute; exact, since every call is counted first."""
        now = self.clock.now()
        minute = now.replace(second=0, microsecond=0)
        key = f"stripe#{patient.clinic_id}#{patient.patient_id}#{minute:%M}"
        if self.store.count(key, hour_of(now), ONE_CALL).starts <= STRIPE_CALLS_PER_MINUTE:
            return
        self.metrics.count("StripeCallsRefused")
        left = minute + timedelta(minutes=1) - now
        raise TooMany("You asked very often. Please wait a minute.", int(left.total_seconds()) + 1, Scope.REQUESTS)
