"""Movements of disputes and refunds on the platform's balance, new disputes, and early fraud warnings.

No lost event hides them: an inquiry and a warning move no money, so each has a list of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from stripe import StripeObject, V1Services

from chalicelib.credit.stripe_report import MoneyMovement, UnresolvedReport
from chalicelib.stripe_gateway.client import Client, ClientProvider
from chalicelib.stripe_gateway.errors import read_object, translate_errors
from chalicelib.stripe_gateway.fraud_warnings import warning_facts
from chalicelib.stripe_gateway.objects import Dispute, FraudWarning, Refund, Timestamp
from chalicelib.stripe_gateway.refund_and_dispute_reports import dispute_facts, refund_report_of

T = TypeVar("T")

PAGE = 100
TYPES = ("adjustment", "refund", "refund_failure", "payment_failure_refund")
"""Types whose source may be a dispute or a refund (docs.stripe.com/reports/balance-transaction-types)."""


class Line(msgspec.Struct):
    id: str
    created: Timestamp
    source: dict[str, Any] | str | None = None


class StripeMovements:
    """See services.ports.Movements. One object in an unknown shape hides none of the others."""

    def __init__(self, clients: ClientProvider, deployment: str) -> None:
        self._clients = clients
        self._deployment = deployment

    def movements(self, since: datetime) -> Iterator[MoneyMovement]:
        client = self._clients.current()
        seen = set[str]()
        for kind in TYPES:
            for line in _lines(client.v1, kind, since):
                found = self._movement(line, client)
                if found and found.source_id not in seen:
                    seen.add(found.source_id)
                    yield found
        for made in (*_opened(client.v1, since), *_warned(client.v1, since)):
            if made.id not in seen:
                yield from _without_money(made)

    def _movement(self, line: Line, client: Client) -> MoneyMovement | None:
        """None for a line that is no dispute's or refund's, or another product's."""
        source, at = line.source, datetime.fromtimestamp(line.created, UTC)
        match source:
            case {"object": "refund", "id": str(source_id)}:
                refund = _read(source, Refund)
                report = refund_report_of(refund, self._deployment, livemode=client.livemode) if refund else None
                return None if refund and report is None else MoneyMovement(at, source_id, report)
            case {"object": "dispute", "id": str(source_id), "payment_intent": str()}:
                dispute = _read(source, Dispute)
                return MoneyMovement(at, source_id, UnresolvedReport(dispute_facts(dispute)) if dispute else None)
        return None


@dataclass(frozen=True, slots=True)
class _Made:
    """A dispute or a warning, with what it is read as: None in a shape that is not known."""

    id: str
    created: int
    read: Dispute | FraudWarning | None


def _without_money(made: _Made) -> Iterator[MoneyMovement]:
    """Yield what is not, or not yet, a line of the balance; nothing for a charge without a PaymentIntent."""
    at = datetime.fromtimestamp(made.created, UTC)
    match made.read:
        case None:
            yield MoneyMovement(at, made.id, None)
        case Dispute() as dispute if dispute.payment_intent:
            yield MoneyMovement(at, made.id, UnresolvedReport(dispute_facts(dispute)))
        case FraudWarning() as warning:
            facts = warning_facts(warning)
            yield from [MoneyMovement(at, made.id, UnresolvedReport(facts))] if facts else []


def _lines(v1: V1Services, kind: str, since: datetime) -> list[Line]:
    with translate_errors():
        found = v1.balance_transactions.list(
            {"type": kind, "created": {"gte": int(since.timestamp())}, "limit": PAGE, "expand": ["data.source"]}
        )
        return [read_object(line, Line) for line in found.auto_paging_iter()]


def _opened(v1: V1Services, since: datetime) -> list[_Made]:
    with translate_errors():
        found = v1.disputes.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        return [_made(dispute, Dispute) for dispute in found.auto_paging_iter()]


def _warned(v1: V1Services, since: datetime) -> list[_Made]:
    with translate_errors():
        found = v1.radar.early_fraud_warnings.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        return [_made(warning, FraudWarning) for warning in found.auto_paging_iter()]


def _made(found: StripeObject, kind: type[Dispute | FraudWarning]) -> _Made:
    made = read_object(found, _Envelope)
    return _Made(made.id, made.created, _read(found.to_dict(), kind))


class _Envelope(msgspec.Struct):
    id: str
    created: Timestamp


def _read(source: object, kind: type[T]) -> T | None:
    """Return what Stripe describes, or None in a shape that is not known."""
    try:
        return msgspec.convert(source, kind)
    except msgspec.ValidationError:
        return None
