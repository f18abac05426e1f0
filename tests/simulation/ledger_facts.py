"""The credit table as plain facts, read behind the service's back: what the invariants are checked on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.dynamo.table import Table
from tests.simulation.dynamo.values import Item

Facts = dict[str, Any]
ENTRIES = "#entries#"
"""The partition of a patient's entries begins so, and ends as that of all else does."""
IMPORTED = "imported"
"""The reference of each line of an imported file: what was imported is told from what staff recorded."""


def plain(item: Item) -> Facts:
    """Values without their types; numbers as integers."""
    return {name: _plain(value) for name, value in item.items()}


def facts_of(table: Table, item: Item) -> Facts:
    """See plain; once for each item of a table, which keeps them all in its changes."""
    if id(item) not in table.facts:
        table.facts[id(item)] = plain(item)
    return table.facts[id(item)]


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
    """One patient's items; records of payments that a merge moved here are counted here.

    `moved` are the payments that moved away, `earlier` the entries of those that came, from before. `applications` are
    those here and those of patients who were merged into this one, wherever their payments are.
    """

    credit: Facts = field(default_factory=dict)
    payments: dict[str, Facts] = field(default_factory=dict)
    entries: list[Facts] = field(default_factory=list)
    records: list[Facts] = field(default_factory=list)
    invoices: dict[str, Facts] = field(default_factory=dict)
    merge: Facts = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    earlier: list[Facts] = field(default_factory=list)
    applications: list[Facts] = field(default_factory=list)
    has_person: bool = False

    def of(self, payment_id: str, kind: str) -> Iterator[Facts]:
        """A payment's applications, refunds or disputes."""
        return (one for one in self.records if one["kind"] == kind and one["sk"].split("#")[1] == payment_id)


def read_ledger(table: Table, pk: str) -> PatientLedger:
    ledger = _partition(table, pk)
    ledger.applications = [one for one in ledger.records if one["kind"] == "application"]
    ledger.records = [one for one in ledger.records if one["sk"].split("#")[1] not in ledger.moved]
    came = {payment_id: json.loads(one["earlier"]) for payment_id, one in ledger.payments.items() if "earlier" in one}
    clinic_id = pk.split("#", maxsplit=1)[0]
    for holder in {patient_id for earlier in came.values() for patient_id, _ in earlier}:
        before = _partition(table, f"{clinic_id}#{holder}")
        ledger.records += [one for one in before.records if one["sk"].split("#")[1] in came]
        ledger.earlier += [one for one in before.entries if one["payment_id"] in came]
    for holder in json.loads(ledger.credit.get("merged_from", "[]")):
        before = _partition(table, f"{clinic_id}#{holder}")
        ledger.applications += [one for one in before.records if one["kind"] == "application"]
    return ledger


def holder_of(table: Table, pk: str, payment_id: str) -> str:
    """The partition of the patient whose payment it is by now."""
    item = table.get((pk, f"payment#{payment_id}"))
    if item is None or item["kind"]["S"] != "moved":
        return pk
    return holder_of(table, f"{pk.split('#', maxsplit=1)[0]}#{item['to_patient_id']['S']}", payment_id)


def _partition(table: Table, pk: str) -> PatientLedger:
    ledger = PatientLedger()
    entries = table.partitions.get(f"{ENTRIES}{pk}", {})
    ledger.entries = [facts_of(table, item) for item in entries.values()]
    for item in table.partitions.get(pk, {}).values():
        facts = facts_of(table, item)
        match facts["sk"].split("#"):
            case ["credit"]:
                ledger.credit = facts
            case ["payment", payment_id] if facts["kind"] == "moved":
                ledger.moved.add(payment_id)
            case ["payment", payment_id]:
                ledger.payments[payment_id] = facts
            case ["person"]:
                ledger.has_person = True
            case ["merge"]:
                ledger.merge = facts
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
