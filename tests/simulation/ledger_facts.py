"""The credit table as plain facts, read behind the service's back: what the invariants are checked on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.dynamo.table import Table
from tests.simulation.dynamo.values import Item

Facts = dict[str, Any]
IMPORTED = "imported"
"""The reference of each line of an imported file: what was imported is told from what staff recorded."""


def plain(item: Item) -> Facts:
    """Values without their types; numbers as integers."""
    return {name: _plain(value) for name, value in item.items()}


def _plain(value: dict[str, Any]) -> Any:
    ((kind, inner),) = value.items()
    match kind:
        case "N":
            return int(inner)
        case "NS":
            return {int(each) for each in inner}
        case "M":
            return {name: _plain(each) for name, each in inner.items()}
    return inner


@dataclass
class PatientLedger:
    """One patient's partition."""

    credit: Facts = field(default_factory=dict)
    payments: dict[str, Facts] = field(default_factory=dict)
    entries: list[Facts] = field(default_factory=list)
    records: list[Facts] = field(default_factory=list)
    invoices: dict[str, Facts] = field(default_factory=dict)

    def of(self, payment_id: str, kind: str) -> Iterator[Facts]:
        """A payment's applications, refunds or disputes."""
        return (one for one in self.records if one["kind"] == kind and one["sk"].split("#")[1] == payment_id)


def read_ledger(table: Table, pk: str) -> PatientLedger:
    ledger = PatientLedger()
    for item in table.partitions.get(pk, {}).values():
        facts = plain(item)
        match facts["sk"].split("#"):
            case ["credit"]:
                ledger.credit = facts
            case ["payment", payment_id]:
                ledger.payments[payment_id] = facts
            case ["entry", _]:
                ledger.entries.append(facts)
            case ["invoice", invoice_id]:
                ledger.invoices[invoice_id] = facts
            case ["record", _, _]:
                ledger.records.append(facts)
    return ledger


def patients(table: Table) -> list[str]:
    """The partitions that are patients'."""
    return [pk for pk, items in table.partitions.items() if items and is_patients(pk)]


def is_patients(pk: str) -> bool:
    """Whether a partition is a patient's: not of a quarantined report, nor of a clinic's imports."""
    return not pk.startswith(("parked#", "#"))


def unapplied(payment: Facts) -> int:
    if payment["status"] != "succeeded":
        return 0
    gone = (payment.get(name, 0) for name in ("applied", "refunded", "disputed", "transferred", "voided"))
    return int(payment["amount"] - sum(gone))


def is_of_card(payment: Facts) -> bool:
    """Whether a card paid it online; not what staff recorded or another patient gave."""
    return "source" not in payment
