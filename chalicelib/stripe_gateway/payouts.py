"""Payouts of connected accounts, each with the sum of the balance transactions that Stripe assigned to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias, cast

import msgspec
import stripe
from stripe import V1Services
from stripe.params import PayoutListParams

from chalicelib.credit.proof import Payout
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.stripe_gateway import objects
from chalicelib.stripe_gateway.errors import read_object, translate_errors
from chalicelib.stripe_gateway.statement_objects import Line, Source

PAGE = 100
FAILED = "failed"
NOT_PAID = frozenset({"canceled", FAILED})
RETURNED_WITHIN = timedelta(days=30)
CHARGE = "charge"
COMPLETED = "completed"
PAID = "paid"
ITSELF = frozenset({"payout", "payout_cancel", "payout_failure"})
"""The types of a payout's own balance transactions, which Stripe lists with those it consists of.

What one gave back when it failed is a part of the next, which Stripe lists under the same type.
"""
FindPayment: TypeAlias = Callable[[Source], PaymentRef | None]


class _Payout(msgspec.Struct):
    id: str
    amount: int
    created: objects.Timestamp
    status: str
    arrival_date: objects.Timestamp
    automatic: bool = False
    reconciliation_status: str = ""

    @property
    def arrived_on(self) -> date | None:
        """Stripe's own date: its `arrival_date` is midnight UTC of that day (docs.stripe.com/api/payouts/object)."""
        return datetime.fromtimestamp(self.arrival_date, UTC).date() if self.status == PAID else None


def payouts_of(
    v1: V1Services,
    account_id: str | None,
    since: datetime | None,
    until: datetime,
    open_payouts: Collection[str],
    find_payment: FindPayment,
) -> Iterator[Payout]:
    """The account's automatic payouts of that span, and older ones by id; None is the platform. Raises Unavailable."""
    options = _on(account_id)
    created = {"lt": int(until.timestamp())} | ({"gte": int(since.timestamp())} if since else {})
    params = cast(PayoutListParams, {"created": created, "limit": PAGE})
    with translate_errors():
        found = [read_object(one, _Payout) for one in v1.payouts.list(params, options).auto_paging_iter()]
    read = (_added_up(v1, payout, account_id, find_payment) for payout in found)
    older = (payout_of(v1, account_id, payout_id, find_payment) for payout_id in open_payouts)
    yield from (payout for payout in (*read, *older) if payout)


def returned_payouts(
    v1: V1Services, account_id: str | None, until: datetime, find_payment: FindPayment
) -> Iterator[Payout]:
    """The automatic payouts of the last month that failed, with the payments that they consist of. Raises Unavailable.

    A bank may send one back days after Stripe reported it paid (docs.stripe.com/payouts#payout-failures).
    """
    created = {"gte": int((until - RETURNED_WITHIN).timestamp())}
    params = cast(PayoutListParams, {"status": FAILED, "created": created, "limit": PAGE})
    with translate_errors():
        found = v1.payouts.list(params, _on(account_id))
        failed = [read_object(one, _Payout) for one in found.auto_paging_iter()]
    for payout in failed:
        if payout.automatic:
            lines = _lines(v1, payout.id, _on(account_id))
            yield replace(_of(payout, account_id, lines, find_payment), is_complete=False)


def _on(account_id: str | None) -> stripe.RequestOptions:
    return {"stripe_account": account_id} if account_id else {}


def payout_of(v1: V1Services, account_id: str | None, payout_id: str, find_payment: FindPayment) -> Payout | None:
    """One payout by id; None for a manual or a failed one. Raises Unavailable, and RefusedByStripe."""
    with translate_errors():
        found = read_object(v1.payouts.retrieve(payout_id, options=_on(account_id)), _Payout)
    return _added_up(v1, found, account_id, find_payment)


def _added_up(v1: V1Services, payout: _Payout, account_id: str | None, find_payment: FindPayment) -> Payout | None:
    """Stripe assigns no balance transactions to manual payouts (docs.stripe.com/payouts/reconciliation)."""
    if not payout.automatic or payout.status in NOT_PAID:
        return None
    is_complete = payout.reconciliation_status == COMPLETED
    lines = _lines(v1, payout.id, _on(account_id)) if is_complete else ()
    return _of(payout, account_id, lines, find_payment)


def _of(payout: _Payout, account_id: str | None, lines: Sequence[Line], find_payment: FindPayment) -> Payout:
    return Payout(
        id=payout.id,
        account_id=account_id,
        amount=payout.amount,
        transactions_net=sum(line.net for line in lines),
        is_complete=payout.reconciliation_status == COMPLETED,
        at=datetime.fromtimestamp(payout.created, UTC),
        arrived_on=payout.arrived_on,
        payments=tuple(_payments(lines, find_payment)),
    )


def _lines(v1: V1Services, payout_id: str, options: stripe.RequestOptions) -> list[Line]:
    with translate_errors():
        found = v1.balance_transactions.list({"payout": payout_id, "limit": PAGE, "expand": ["data.source"]}, options)
        lines = [read_object(line, Line) for line in found.auto_paging_iter()]
    return [line for line in lines if line.type not in ITSELF or _source_id(line) != payout_id]


def _source_id(line: Line) -> str | None:
    return line.source.id if isinstance(line.source, Source) else line.source


def _payments(lines: Iterable[Line], find_payment: FindPayment) -> Iterator[PaymentRef]:
    """The payments that came in with it; what was refunded or disputed went out with it."""
    for line in lines:
        if isinstance(line.source, Source) and line.source.object == CHARGE:
            found = find_payment(line.source)
            if found:
                yield found
