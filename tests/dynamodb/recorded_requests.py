"""Every request to DynamoDB as it goes over the wire, with what is made of the response: `requests.json`.

`python -m tests.dynamodb.recorded_requests` writes it again, whose diff is what a reviewer reads: keys, indexes,
limits, conditions, and which reads are consistent. Each call meets a copy of the same tables, in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pynamodb.connection import Connection

from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.tables import use_tables
from tests.contracts.ports.stale_storage import forget
from tests.deploy.items_of_today import (
    NOON,
    clinics_table,
    credit_table,
)
from tests.dynamodb.calls_of_stores import NAMES, STORES
from tests.dynamodb.full_tables import CLINIC, more_items
from tests.dynamodb.test_round_trips import KINDS
from tests.simulation.dynamo.database import Database
from tests.simulation.service import CLINICS, CREDIT, tables

FILE = Path(__file__).with_name("requests.json")


LEFT_OUT = ("ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ClientRequestToken")
"""Said by pynamodb in every request, and no decision of this service."""


NAMING = ("id", "payment_id", "seq", "name", "patient", "version")


@dataclass
class Recorder:
    """A client for pynamodb, in place of botocore's, that keeps what it is asked."""

    database: Database
    asked: list[Any] = field(default_factory=list)

    def _make_api_call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        said = {name: value for name, value in asked.items() if name not in LEFT_OUT}
        self.asked.append([operation, _in_order(deepcopy(said))])
        return self.database.call(operation, asked)


EVERY_KIND = re.compile(r"#\d+ IN \(:\d+(?:, :\d+)+\)")


def _in_order(asked: dict[str, Any]) -> dict[str, Any]:
    """The same without what pynamodb orders by chance: the keys of a batch, and the list of all kinds of items."""
    kinds = EVERY_KIND.fullmatch(asked.get("FilterExpression", ""))
    if kinds:
        for name in re.findall(r":\d+", kinds[0]):
            del asked["ExpressionAttributeValues"][name]
        asked["FilterExpression"] = "any kind"
    for of_table in asked.get("RequestItems", {}).values():
        of_table["Keys"].sort(key=json.dumps)
    return asked


@contextmanager
def stored() -> Iterator[Callable[[], Recorder]]:
    """Make full tables, and yield what gives the stores a fresh copy of them to work on."""
    current = [Recorder(Database(tables(), now=NOON.timestamp))]
    with patch.object(Connection, "client", property(lambda _: current[0])):
        forget()
        use_tables(CREDIT, CLINICS, "us-east-1")
        for item in (*credit_table(), *clinics_table(), *more_items()):
            item.save()
        DynamoClinics().provision(CLINIC)
        full = current[0].database

        def copied() -> Recorder:
            current[0] = Recorder(replace(full, tables=deepcopy(full.tables), _tokens={}))
            return current[0]

        yield copied
    forget()


def recorded(name: str, recorder: Recorder) -> dict[str, Any]:
    """Return the requests of a call, and what it returned."""
    store, _, call = name.partition(": ")
    make, calls = STORES[store]
    of, steps = make(), calls[call]
    try:
        returned = plain([step(of) for step in steps] if isinstance(steps, tuple) else steps(of))
    except CreditError as error:
        returned = f"{type(error).__name__}: {error}"
    return {"requests": plain(recorder.asked), "returned": returned}


def plain(value: Any) -> Any:
    """The value as JSON holds it. Fields of dataclasses that have their default are left out.

    What is read back whole by `test_round_trips` is only named.
    """
    if isinstance(value, Enum):
        return value.value
    if type(value) in KINDS:
        return " ".join(str(plain(getattr(value, name))) for name in NAMING if hasattr(value, name))
    if isinstance(value, PatientKey):
        return value.patient_id
    if is_dataclass(value) and not isinstance(value, type):
        return {each: plain(getattr(value, each)) for each in value.__dataclass_fields__ if _is_said(value, each)}
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(each) for name, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    if isinstance(value, (list, tuple)) or hasattr(value, "__next__"):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _is_said(value: Any, name: str) -> bool:
    """Whether the field differs from its default."""
    return bool(getattr(value, name) != value.__dataclass_fields__[name].default)


def written(found: Mapping[str, Mapping[str, Any]]) -> str:
    """One line per request, so that a diff shows each alone."""
    parts = []
    for name, each in found.items():
        asked = ",\n   ".join(json.dumps(request, sort_keys=True) for request in each["requests"])
        returned = each["returned"]
        many = isinstance(returned, list)
        said = ",\n   ".join(json.dumps(one) for one in returned) if many else json.dumps(returned)
        shown = f"[\n   {said}\n  ]" if many and returned else said if not many else "[]"
        parts.append(f' {json.dumps(name)}: {{\n  "requests": [\n   {asked}\n  ],\n  "returned": {shown}\n }}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    with stored() as fresh:
        FILE.write_text(written({name: recorded(name, fresh()) for name in NAMES}), "utf-8")
