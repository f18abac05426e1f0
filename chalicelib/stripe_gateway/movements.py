"""Movements of disputes and refunds on the platform's balance, and early fraud warnings: no lost event hides them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from stripe import V1Services

from chalicelib.credit.stripe_report import MoneyMovement, RefundReport, UnresolvedReport
from chalicelib.stripe_gateway.client import Client, ClientProvider
from chalicelib.stripe_gateway.errors import read_object, translate_errors
from chalicelib.stripe_gateway.fraud_warnings import warning_facts
from chalicelib.stripe_gateway.objects import Dispute, FraudWarning, Refund, Timestamp
from chalicelib.stripe_gateway.refund_and_dispute_reports import dispute_facts, refund_report_of

PAGE = 100
TYPES = ("adjustment", "refund", "refund_failure", "payment_failure_refund")
"""Types whose source may be a dispute or a refund (docs.stripe.com/reports/balance-transaction-types)."""


class Line(msgspec.Struct):
    id: str
    created: Timestamp
    source: dict[str, Any] | str | None = None


class StripeMovements:
    """See services.ports.Movements."""

    def __init__(self, clients: ClientProvider, deployment: str) -> None:
        self._clients = clients
        self._deployment = deployment

    def movements(self, since: datetime) -> Iterator[MoneyMovement]:
        client = self._clients.current()
        seen = set[str]()
        for kind in TYPES:
            for line in _lines(client.v1, kind, since):
                report = self._report(line.source, client)
                if isinstance(line.source, dict) and report and line.source["id"] not in seen:
                    seen.add(line.source["id"])
                    yield MoneyMovement(datetime.fromtimestamp(line.created, UTC), line.source["id"], report)
        yield from self._warnings(client.v1, since)

    def _warnings(self, v1: V1Services, since: datetime) -> Iterator[MoneyMovement]:
        """A warning moves no money, so no balance transaction tells of it."""
        for warning in _warned(v1, since):
            facts = warning_facts(warning)
            if facts:
                yield MoneyMovement(datetime.fromtimestamp(warning.created, UTC), warning.id, UnresolvedReport(facts))

    def _report(self, source: dict[str, Any] | str | None, client: Client) -> RefundReport | UnresolvedReport | None:
        match source:
            case {"object": "refund"}:
                refund = msgspec.convert(source, Refund)
                return refund_report_of(refund, self._deployment, livemode=client.livemode)
            case {"object": "dispute", "payment_intent": str()}:
                return UnresolvedReport(dispute_facts(msgspec.convert(source, Dispute)))
        return None


def _lines(v1: V1Services, kind: str, since: datetime) -> list[Line]:
    with translate_errors():
        found = v1.balance_transactions.list(
            {"type": kind, "created": {"gte": int(since.timestamp())}, "limit": PAGE, "expand": ["data.source"]}
        )
        return [read_object(line, Line) for line in found.auto_paging_iter()]


def _warned(v1: V1Services, since: datetime) -> list[FraudWarning]:
    with translate_errors():
        found = v1.radar.early_fraud_warnings.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        return [read_object(warning, FraudWarning) for warning in found.auto_paging_iter()]
