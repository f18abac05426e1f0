"""Payouts of connected accounts, each with the sum of the balance transactions that Stripe assigned to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import cast

import msgspec
import stripe
from stripe import V1Services
from stripe.params import PayoutListParams

from chalicelib.credit.proof import Payout
from chalicelib.stripe_gateway import objects
from chalicelib.stripe_gateway.errors import read_object, translate_errors

PAGE = 100
NOT_PAID = frozenset({"canceled", "failed"})
COMPLETED = "completed"
ITSELF = frozenset({"payout", "payout_cancel", "payout_failure"})
"""The types of a payout's own balance transactions, which Stripe lists with those it consists of."""


class _Payout(msgspec.Struct):
    id: str
    amount: int
    created: objects.Timestamp
    status: str
    automatic: bool = False
    reconciliation_status: str = ""


class _Line(msgspec.Struct):
    net: int
    type: str


def payouts_of(
    v1: V1Services, account_id: str, since: datetime | None, until: datetime, open_payouts: Collection[str]
) -> Iterator[Payout]:
    """The account's automatic payouts of that span, and older ones by id.

    Stripe assigns no balance transactions to manual ones (docs.stripe.com/payouts/reconciliation). Raises Unavailable.
    """
    options: stripe.RequestOptions = {"stripe_account": account_id}
    created = {"lt": int(until.timestamp())} | ({"gte": int(since.timestamp())} if since else {})
    params = cast(PayoutListParams, {"created": created, "limit": PAGE})
    with translate_errors():
        found = [read_object(one, _Payout) for one in v1.payouts.list(params, options).auto_paging_iter()]
        found += [read_object(v1.payouts.retrieve(id_, options=options), _Payout) for id_ in open_payouts]
    for payout in found:
        if payout.automatic and payout.status not in NOT_PAID:
            is_complete = payout.reconciliation_status == COMPLETED
            yield Payout(
                id=payout.id,
                account_id=account_id,
                amount=payout.amount,
                transactions_net=_net(v1, payout.id, options) if is_complete else 0,
                is_complete=is_complete,
                at=datetime.fromtimestamp(payout.created, UTC),
            )


def _net(v1: V1Services, payout_id: str, options: stripe.RequestOptions) -> int:
    with translate_errors():
        found = v1.balance_transactions.list({"payout": payout_id, "limit": PAGE}, options)
        lines = [read_object(line, _Line) for line in found.auto_paging_iter()]
    return sum(line.net for line in lines if line.type not in ITSELF)
