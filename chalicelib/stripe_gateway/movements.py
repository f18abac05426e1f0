"""Movements of disputes and refunds on the platform's balance, new disputes, and early fraud warnings.

No lost event hides them: an inquiry and a warning move no money, so each has a list of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from stripe import V1Services

from chalicelib.credit.stripe_report import (
    DisputeFacts,
    FraudWarningFacts,
    MoneyMovement,
    RefundReport,
    UnresolvedReport,
)
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
        yield from _without_money(client.v1, since, seen)

    def _report(self, source: dict[str, Any] | str | None, client: Client) -> RefundReport | UnresolvedReport | None:
        match source:
            case {"object": "refund"}:
                refund = msgspec.convert(source, Refund)
                return refund_report_of(refund, self._deployment, livemode=client.livemode)
            case {"object": "dispute", "payment_intent": str()}:
                return UnresolvedReport(dispute_facts(msgspec.convert(source, Dispute)))
        return None


def _without_money(v1: V1Services, since: datetime, seen: Collection[str]) -> Iterator[MoneyMovement]:
    """Disputes and warnings made since then, but for those that moved money already."""
    opened = (each for each in _opened(v1, since) if each.payment_intent and each.id not in seen)
    found: list[tuple[Dispute | FraudWarning, DisputeFacts | FraudWarningFacts | None]] = [
        *((each, dispute_facts(each)) for each in opened),
        *((each, warning_facts(each)) for each in _warned(v1, since)),
    ]
    for each, facts in found:
        if facts:
            yield MoneyMovement(datetime.fromtimestamp(each.created, UTC), each.id, UnresolvedReport(facts))


def _lines(v1: V1Services, kind: str, since: datetime) -> list[Line]:
    with translate_errors():
        found = v1.balance_transactions.list(
            {"type": kind, "created": {"gte": int(since.timestamp())}, "limit": PAGE, "expand": ["data.source"]}
        )
        return [read_object(line, Line) for line in found.auto_paging_iter()]


def _opened(v1: V1Services, since: datetime) -> list[Dispute]:
    with translate_errors():
        found = v1.disputes.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        return [read_object(dispute, Dispute) for dispute in found.auto_paging_iter()]


def _warned(v1: V1Services, since: datetime) -> list[FraudWarning]:
    with translate_errors():
        found = v1.radar.early_fraud_warnings.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        return [read_object(warning, FraudWarning) for warning in found.auto_paging_iter()]
