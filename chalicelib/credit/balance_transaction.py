"""Stripe's own ledger, line by line: one movement of the platform's or a connected account's balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.credit.proof import Payout
from chalicelib.credit.stripe_report import PaymentRef


class MoneyKind(StrEnum):
    """The kind of a balance transaction's source, by its object and not by the name that Stripe gives the movement."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    ON_ACCOUNT = "on_account"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceTransaction:
    """One balance transaction. `amount`, `fee` and `net` are minor units of `currency`, signed; net = amount - fee.

    `subject` is what it moved for, by this service's ids where it has one: the payment, the refund, Stripe's dispute.
    `account_id` is the connected account, None on the platform. `payment` is None when it belongs to something else.
    """

    id: str
    kind: MoneyKind
    subject: str
    amount: int
    fee: int
    net: int
    currency: str
    created: datetime
    account_id: str | None = None
    payment: PaymentRef | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that Stripe moved in a span of time, and the accounts that Stripe does not let the platform read.

    `returned` are payouts of the last month that failed, perhaps after they were paid: the bank sent them back.
    """

    transactions: tuple[BalanceTransaction, ...]
    payouts: tuple[Payout, ...] = ()
    unreadable: frozenset[str] = frozenset()
    returned: tuple[Payout, ...] = ()
