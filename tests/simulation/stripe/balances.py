"""Balance transactions: every movement of money at Stripe, on the account whose balance it changes.

The platform's account is "". What is due (minor units, signed): `amount - fee` enters that account's balance.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.stripe.world import Json, StripeWorld

PLATFORM = ""
DISPUTE_FEE = 1_500
AVAILABLE_AFTER_S = 2 * 24 * 3_600
CATEGORIES = {
    "adjustment": "dispute",
    "payment": "charge",
    "payment_refund": "refund",
    "transfer_refund": "transfer_reversal",
}


def card_fee(amount: int) -> int:
    """Stripe's own fee of a card payment: 2.9 % and 30 minor units."""
    return (amount * 29 + 500) // 1000 + 30


def book(world: StripeWorld, account: str, kind: str, source: Json, amount: int, fee: int = 0) -> Json:
    """Move `amount` less `fee` into the balance of `account`."""
    return world.add(
        "txn",
        "balance_transaction",
        account=account,
        amount=amount,
        fee=fee,
        net=amount - fee,
        currency=source["currency"],
        type=kind,
        reporting_category=CATEGORIES.get(kind, kind),
        source=source["id"],
        status="pending",
        available_on=world.time.unix + AVAILABLE_AFTER_S,
        payout=None,
    )


def transactions(world: StripeWorld, account: str | None = None, **wanted: Any) -> Iterator[Json]:
    """Balance transactions, newest first; of every account when `account` is None."""
    fields = wanted if account is None else {"account": account, **wanted}
    return world.all("balance_transaction", **fields)


def balance(world: StripeWorld, account: str) -> int:
    """All that an account has, available or not, paid out or not."""
    return sum(one["net"] for one in transactions(world, account) if one["type"] != "payout")


def accounts(world: StripeWorld) -> list[str]:
    """Every account whose balance ever moved, the platform's first."""
    return sorted({one["account"] for one in transactions(world)})
