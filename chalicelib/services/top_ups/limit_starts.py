"""Limiting how often a patient, a clinic and an address start top-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.credit.errors import TooMany
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment
from chalicelib.credit.rate_limits import DAY, HOUR, OPEN_AT_ONCE, STARTS_PER_HOUR, UNCOUNTED_STARTS, exceeds_limit
from chalicelib.services.ports import Clock, PageRequest, PaymentLists, PaymentScope, StartCounter
from chalicelib.services.top_ups.rate_limiter import RateLimiter, RequestSource

AN_HOUR_S = 3600


class StartsLedger(StartCounter, PaymentLists, Protocol): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStarts:
    """Check after the payment is written, so that of many starts at once at most the limit goes on, and whenever Stripe
    is to be asked: a stored payment may be one whose own start was refused, or stopped before it was counted."""

    ledger: StartsLedger
    rate_limiter: RateLimiter
    clock: Clock

    def __call__(
        self, payment: Payment, source: RequestSource, *, recent: int, is_trusted: bool, has_paid: bool
    ) -> None:
        """Raises TooMany. The first starts per day of a trusted patient cost one read and no write."""
        patient, now = payment.patient, self.clock.now()
        today = recent if recent <= UNCOUNTED_STARTS else self.ledger.starts_since(patient, now - DAY)
        if today > UNCOUNTED_STARTS and self._exceeds_limit(patient, today, now):
            raise TooMany("You started many top-ups within an hour. Please try again later.", AN_HOUR_S)
        if today > UNCOUNTED_STARTS or not is_trusted:
            self.rate_limiter.count_start(source, has_paid=has_paid)

    def _exceeds_limit(self, patient: PatientKey, today: int, now: datetime) -> bool:
        if today > STARTS_PER_HOUR and self.ledger.starts_since(patient, now - HOUR) > STARTS_PER_HOUR:
            return True
        recent = self.ledger.payments(patient, PageRequest(OPEN_AT_ONCE + STARTS_PER_HOUR), PaymentScope.TOP_UPS)
        return exceeds_limit(recent.items, now)
