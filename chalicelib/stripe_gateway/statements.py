"""Stripe's statement: the platform's and the connected accounts' balance transactions, each with its payment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from typing import cast

import stripe
from stripe import V1Services
from stripe.params import BalanceTransactionListParams

from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind, Statement
from chalicelib.credit.errors import RefusedByStripe, Unavailable
from chalicelib.credit.identity import derived_id, is_opaque_id
from chalicelib.credit.proof import Payout
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.errors import read_object, translate_errors
from chalicelib.stripe_gateway.gateway import DESCRIPTION
from chalicelib.stripe_gateway.payment_lookup import PaymentLookup
from chalicelib.stripe_gateway.payouts import payout_of, payouts_of, returned_payouts
from chalicelib.stripe_gateway.statement_objects import Line, Source

PAGE = 100
KINDS = {"charge": MoneyKind.CHARGE, "refund": MoneyKind.REFUND, "dispute": MoneyKind.DISPUTE}


class StripeStatements:
    """See services.ports.proofs.Statements."""

    def __init__(self, clients: ClientProvider, deployment: str) -> None:
        self._clients = clients
        self._deployment = deployment

    def statement(
        self,
        since: datetime | None,
        until: datetime,
        accounts: Collection[str],
        open_payouts: Collection[str] = (),
        *,
        platform_payouts: bool = False,
    ) -> Statement:
        v1 = self._clients.current().v1
        lookup = PaymentLookup(v1, self._deployment, DESCRIPTION)
        found = [self._on_platform(line, lookup) for line in _lines(v1, since, until)]
        payouts: list[Payout] = []
        returned: list[Payout] = []
        if platform_payouts:
            payouts += payouts_of(v1, None, since, until, _of_account(open_payouts, None), lookup.on_platform)
            returned += returned_payouts(v1, None, until, lookup.on_platform)
        unreadable = set()
        for account_id in accounts:
            older, on_account = _of_account(open_payouts, account_id), partial(lookup.on_account, account_id=account_id)
            try:
                lines = _lines(v1, since, until, account_id)
                payouts += payouts_of(v1, account_id, since, until, older, on_account)
                returned += returned_payouts(v1, account_id, until, on_account)
            except Unavailable as fault:
                if not isinstance(fault.__cause__, stripe.PermissionError):
                    raise
                unreadable.add(account_id)  # It was disconnected, or never let the platform read it.
                continue
            found += [self._on_account(line, lookup, account_id) for line in lines]
        return Statement(tuple(found), tuple(payouts), frozenset(unreadable), tuple(returned))

    def payout(self, account_id: str, payout_id: str) -> Payout | None:
        try:
            return payout_of(self._clients.current().v1, account_id, payout_id, lambda _: None)
        except RefusedByStripe:
            return None
        except Unavailable as fault:
            if not isinstance(fault.__cause__, stripe.PermissionError):
                raise
            return None

    def _on_platform(self, line: Line, lookup: PaymentLookup) -> BalanceTransaction:
        source = line.source if isinstance(line.source, Source) else None
        if source is None:
            return _transaction(line, MoneyKind.OTHER, line.id)
        payment, kind = lookup.on_platform(source), KINDS.get(source.object, MoneyKind.OTHER)
        subject = _refund_id(source) if kind is MoneyKind.REFUND else source.id
        if payment and kind is MoneyKind.CHARGE:
            subject = payment.payment_id
        return _transaction(line, kind, subject, payment)

    def _on_account(self, line: Line, lookup: PaymentLookup, account_id: str) -> BalanceTransaction:
        source = line.source if isinstance(line.source, Source) else None
        payment = lookup.on_account(source, account_id) if source else None
        return _transaction(line, MoneyKind.ON_ACCOUNT, line.id, payment, account_id)


def _transaction(
    line: Line, kind: MoneyKind, subject: str, payment: PaymentRef | None = None, account_id: str | None = None
) -> BalanceTransaction:
    return BalanceTransaction(
        id=line.id,
        kind=kind,
        subject=subject,
        amount=line.amount,
        fee=line.fee,
        net=line.net,
        currency=line.currency,
        created=datetime.fromtimestamp(line.created, UTC),
        account_id=account_id,
        payment=payment,
    )


def _of_account(open_payouts: Collection[str], account_id: str | None) -> list[str]:
    prefix = f"{account_id or ''}/"
    return [key.removeprefix(prefix) for key in open_payouts if key.startswith(prefix)]


def _refund_id(source: Source) -> str:
    """The id of the refund's record; for one made in the dashboard it is derived from Stripe's."""
    given = (source.metadata or {}).get("refund_id", "")
    return given if is_opaque_id(given) else derived_id("ref", source.id)


def _lines(v1: V1Services, since: datetime | None, until: datetime, account_id: str | None = None) -> list[Line]:
    """In order of time, so that a charge comes before what was done with it."""
    created = {"lt": int(until.timestamp())} | ({"gte": int(since.timestamp())} if since else {})
    params = cast(BalanceTransactionListParams, {"created": created, "limit": PAGE, "expand": ["data.source"]})
    options: stripe.RequestOptions = {"stripe_account": account_id} if account_id else {}
    with translate_errors():
        found = v1.balance_transactions.list(params, options)
        return [read_object(line, Line) for line in found.auto_paging_iter()][::-1]
