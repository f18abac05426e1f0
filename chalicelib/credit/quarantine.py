"""Reports of Stripe in quarantine: each contradicts the stored payment, and waits for an operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.stripe_report import PaymentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """The end of a quarantined report: the operator who closed it, when and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedReport:
    """A report as it was kept. `facts` hold ids and amounts, no names; `mismatches` is one of them."""

    id: str
    pointer: PaymentRef
    facts: Mapping[str, str]
    at: datetime
    closure: Closure | None = None

    @property
    def mismatches(self) -> frozenset[str]:
        return frozenset(self.facts.get("mismatches", "").split())

    @property
    def is_open(self) -> bool:
        return self.closure is None


def facts_as_text(facts: Mapping[str, object]) -> dict[str, str]:
    """The facts as they are kept: those that are known, as text."""
    return {name: str(fact) for name, fact in facts.items() if fact is not None}
