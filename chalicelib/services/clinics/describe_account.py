"""Describing a known payments account as it is at Stripe now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.credit.clinic import PaymentsAccount
from chalicelib.credit.errors import NotAllowed
from chalicelib.services.ports import Accounts, Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeAccount:
    stripe: Accounts
    clock: Clock

    def __call__(self, account: PaymentsAccount) -> PaymentsAccount:
        """The account as Stripe describes it; `deauthorized` where Stripe refuses for good, as after its deletion.

        It takes no top-ups then, until Stripe describes it again. Raises Unavailable.
        """
        as_of = self.clock.now()
        try:
            return self.stripe.account(account)
        except NotAllowed:
            return replace(account, deauthorized=True, as_of=as_of)
