"""Refreshing payments accounts: each is read from Stripe once a day, whatever events were lost."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.credit.account_round import AccountRound
from chalicelib.credit.errors import Conflict, CreditError
from chalicelib.services.clinics.describe_account import DescribeAccount
from chalicelib.services.ports import Clinics, Clock, Metrics

CLINICS_AT_ONCE = 25
"""Of each run: with one every five minutes, 7,200 clinics per day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshAccounts:
    clinics: Clinics
    describe: DescribeAccount
    clock: Clock
    metrics: Metrics

    def __call__(self, *, limit: int = CLINICS_AT_ONCE) -> Counter[str]:
        """Read the accounts of the next clinics of this round, at most `limit` of them; nothing while none is due.

        Returns the number of accounts `read` and `failed`. One that fails is read in the next round.
        """
        counts: Counter[str] = Counter()
        current = self._round()
        if current is None:
            return counts
        clinic_ids = self.clinics.clinic_ids_after(current.last_clinic_id, limit)
        for clinic_id in clinic_ids:
            self._refresh(clinic_id, counts)
        last = clinic_ids[-1] if clinic_ids else current.last_clinic_id
        with suppress(Conflict):  # Another run did the same: reading an account twice does no harm.
            self.clinics.save_account_round(
                replace(current, last_clinic_id=last, is_complete=len(clinic_ids) < limit, version=current.version + 1)
            )
        self.metrics.count("AccountsUnread", counts["failed"])
        return counts

    def _round(self) -> AccountRound | None:
        """The round under way, or one that begins now; None until the next is due."""
        known, now = self.clinics.account_round(), self.clock.now()
        if known is None:
            return AccountRound(started_at=now, version=0)
        if known.is_over(now):
            return AccountRound(started_at=now, version=known.version)
        return None if known.is_complete else known

    def _refresh(self, clinic_id: str, counts: Counter[str]) -> None:
        try:
            accounts = self.clinics.get(clinic_id).accounts
        except CreditError:
            counts["failed"] += 1
            return
        for account in accounts:
            try:
                self.clinics.save_account(clinic_id, self.describe(account))
                counts["read"] += 1
            except CreditError:
                counts["failed"] += 1
