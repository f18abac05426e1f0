"""Limits per clinic and per address against card testing, beside each patient's own."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.credit.errors import TooMany
from chalicelib.credit.payment import Payment
from chalicelib.credit.rate_limits import HOUR, LIMITS, Scope, Tally, hour_of, site_of
from chalicelib.services.ports import Clock, Metrics, RateLimitStore

START, DECLINE = Tally(starts=1), Tally(declines=1)


@dataclass(frozen=True, slots=True)
class RequestSource:
    """The clinic and the address that a request counts for. `address` is a fingerprint, or None if unknown."""

    clinic_id: str
    address: str | None = None

    @classmethod
    def of(cls, payment: Payment) -> RequestSource:
        """The source that the payment was started from."""
        return cls(payment.patient.clinic_id, payment.address)

    @property
    def keys(self) -> dict[Scope, str]:
        keys = {Scope.CLINIC: f"clinic#{self.clinic_id}"}
        if self.address:
            keys[Scope.ADDRESS] = f"address#{self.address}"
        site = site_of(self.address or "")
        return {**keys, Scope.SITE: f"site#{site}"} if site else keys


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimiter:
    store: RateLimitStore
    metrics: Metrics
    clock: Clock

    def check(self, source: RequestSource, *, has_paid: bool = False) -> bool:
        """Return whether no card was declined at the address this hour. One read and no write.

        Raises TooMany when a limit was reached this hour; the clinic's doesn't hold for a patient who has paid, because
        strangers' cards may have reached it.
        """
        tallies = self._tallies(source)
        for scope, key in source.keys.items():
            if tallies.get(key, Tally()).at_limit(LIMITS[scope]) and not (has_paid and scope is Scope.CLINIC):
                raise self._refusal(scope)
        return not tallies.get(source.keys.get(Scope.ADDRESS, ""), Tally()).declines

    def count_start(self, source: RequestSource, *, has_paid: bool = False) -> None:
        """Raises TooMany when this start is one too many. Exact: every start is counted separately."""
        for scope, key in source.keys.items():
            tally = self.store.count(key, hour_of(self.clock.now()), START)
            if tally.exceeds(LIMITS[scope]) and not (has_paid and scope is Scope.CLINIC):
                raise self._refusal(scope)

    def count_decline(self, source: RequestSource) -> None:
        for key in source.keys.values():
            self.store.count(key, hour_of(self.clock.now()), DECLINE)

    def is_card_testing(self, source: RequestSource, *, has_paid: bool = False) -> bool:
        """Whether clinic or address had more cards declined this hour than genuine payers cause.

        The clinic's don't count against a patient who has paid: they may all be strangers'.
        """
        tallies = self._tallies(source)
        scopes = [scope for scope in source.keys if not (has_paid and scope is Scope.CLINIC)]
        return any(tallies.get(source.keys[scope], Tally()).declines >= LIMITS[scope].declines for scope in scopes)

    def _tallies(self, source: RequestSource) -> dict[str, Tally]:
        return dict(self.store.counted(tuple(source.keys.values()), hour_of(self.clock.now())))

    def _refusal(self, scope: Scope) -> TooMany:
        self.metrics.count("StartsRefused")
        now = self.clock.now()
        left = hour_of(now) + HOUR - now
        return TooMany("Too many payments are being tried at the moment.", int(left.total_seconds()) + 1, scope)
