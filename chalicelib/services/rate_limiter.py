"""Watching for card testers: limits per clinic and per address, beside each patient's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.credit.errors import TooMany
from chalicelib.credit.rate_limits import HOUR, LIMITS, Scope, Tally, hour_of

if TYPE_CHECKING:
    from chalicelib.services.ports import Clock, Metrics, RateLimitStore

START, DECLINE = Tally(starts=1), Tally(declines=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimiter:
    """Counts for a clinic and an address. `address` is a fingerprint, absent where there is none to count."""

    attempts: RateLimitStore
    counters: Metrics
    clock: Clock
    clinic_id: str
    address: str | None

    @property
    def _keys(self) -> dict[Scope, str]:
        keys = {Scope.CLINIC: f"clinic#{self.clinic_id}"}
        return {**keys, Scope.ADDRESS: f"address#{self.address}"} if self.address else keys

    def check(self) -> bool:
        """Raises TooMany when a limit was reached this hour; else whether no card was declined at the address in it.

        One read and no write.
        """
        tallies = self.attempts.counted(tuple(self._keys.values()), hour_of(self.clock.now()))
        for scope, key in self._keys.items():
            if tallies.get(key, Tally()).at_limit(LIMITS[scope]):
                raise self._refusal(scope)
        return not tallies.get(self._keys.get(Scope.ADDRESS, ""), Tally()).declines

    def count_start(self) -> None:
        """Raises TooMany when this start is one too many. Exact: no two starts are counted as the same one."""
        self._count(START)

    def is_card_testing(self) -> bool:
        """Whether clinic or address had more cards declined this hour than those who mean to pay have."""
        tallies = self.attempts.counted(tuple(self._keys.values()), hour_of(self.clock.now()))
        return any(tallies.get(key, Tally()).declines >= LIMITS[scope].declines for scope, key in self._keys.items())

    def count_decline(self) -> None:
        for key in self._keys.values():
            self.attempts.count(key, hour_of(self.clock.now()), DECLINE)

    def _count(self, more: Tally) -> None:
        for scope, key in self._keys.items():
            tally = self.attempts.count(key, hour_of(self.clock.now()), more)
            if tally.exceeds(LIMITS[scope]):
                raise self._refusal(scope)

    def _refusal(self, scope: Scope) -> TooMany:
        self.counters.count("StartsRefused")
        now = self.clock.now()
        left = hour_of(now) + HOUR - now
        return TooMany("Too many payments are being tried at the moment.", int(left.total_seconds()) + 1, scope)
