"""Quarantined reports on DynamoDB. Each has a partition of its own; the open ones are in an index, the oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from chalicelib.credit.quarantine import Closure, QuarantinedReport, facts_as_text
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.dynamodb import reading
from chalicelib.dynamodb.credit_items import partition, patient_of
from chalicelib.dynamodb.tables import CreditItem, CreditKeys
from chalicelib.dynamodb.timestamps import from_iso, to_iso

PREFIX, SK = "parked#", "report"
OPEN = "#quarantine"
"""The index key of all open reports; a clinic's id has no such character."""
MOST_OPEN = 1_000


class QuarantineItem(CreditItem, discriminator="parked"):
    """A report that contradicts the stored payment. `facts` hold ids and amounts, no names."""

    at = UnicodeAttribute()
    patient_pk = UnicodeAttribute()
    payment_id = UnicodeAttribute()
    facts: JSONAttribute = JSONAttribute()
    closure: JSONAttribute = JSONAttribute(null=True)

    @classmethod
    def from_domain(
        cls,
        report_id: str,
        pointer: PaymentRef,
        facts: Mapping[str, object],
        at: datetime,
        closure: Closure | None = None,
    ) -> QuarantineItem:
        return cls(
            f"{PREFIX}{report_id}",
            SK,
            at=to_iso(at),
            patient_pk=partition(pointer.patient),
            payment_id=pointer.payment_id,
            facts=facts_as_text(facts),
            closure=[to_iso(closure.at), closure.by, closure.reason] if closure else None,
            **({} if closure else _open_keys(report_id, at)),
        )

    def to_report(self) -> QuarantinedReport:
        return QuarantinedReport(
            id=self.pk.removeprefix(PREFIX),
            pointer=PaymentRef(patient_of(self.patient_pk), self.payment_id),
            facts=self.facts,
            at=from_iso(self.at),
            closure=_closure(*self.closure) if self.closure else None,
        )


def _open_keys(report_id: str, at: datetime) -> dict[str, Any]:
    return {"clinic": OPEN, "clinic_order": f"{to_iso(at)}#{report_id}"}


def _closure(at: str, by: str, reason: str) -> Closure:
    return Closure(at=from_iso(at), by=by, reason=reason)


def keep(report_id: str, pointer: PaymentRef, facts: Mapping[str, object], at: datetime) -> None:
    """Write the report, unless the same is there already: what an operator closed stays closed."""
    known = find(report_id)
    if known is None or dict(known.facts) != facts_as_text(facts):
        QuarantineItem.from_domain(report_id, pointer, facts, at).save()


def find(report_id: str) -> QuarantinedReport | None:
    item = reading.find(QuarantineItem, f"{PREFIX}{report_id}", SK)
    return item.to_report() if item else None


def close(report: QuarantinedReport, closure: Closure) -> QuarantinedReport:
    """Raises Conflict by its condition when the report was written again in the meantime."""
    item = QuarantineItem.from_domain(report.id, report.pointer, report.facts, report.at, closure)
    item.save(condition=QuarantineItem.at == to_iso(report.at))
    return item.to_report()


def open_reports(limit: int) -> Sequence[QuarantinedReport]:
    rows = CreditKeys.by_clinic.query(OPEN, CreditKeys.clinic_order > "0", limit=limit)
    reports = (find(row.pk.removeprefix(PREFIX)) for row in rows)
    return [report for report in reports if report and report.is_open]


def open_count() -> int:
    return CreditKeys.by_clinic.count(OPEN, CreditKeys.clinic_order > "0", limit=MOST_OPEN)
