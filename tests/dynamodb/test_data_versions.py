"""Items that any released version wrote are read by today's code, and today's code writes nothing that it hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.credit.payment import PATIENT, Source
from chalicelib.dynamodb.tables import SCHEMA, ClinicItem, CreditItem
from tests.deploy import clinics_own_items as clinics_own
from tests.deploy import items_of_today

ITEMS = Path(__file__).parents[1] / "deploy" / "items"
VERSIONS = {int(path.stem.removeprefix("version-")): json.loads(path.read_text()) for path in ITEMS.glob("*.json")}
MODELS: dict[str, type[CreditItem] | type[ClinicItem]] = {"credit": CreditItem, "clinics": ClinicItem}
READERS = (
    *("to_credit", "to_payment", "to_entry", "to_record", "to_request"),
    *("to_invoice", "to_person", "to_import", "to_lines"),
    *("to_profile", "to_settings", "to_account", "to_location"),
    *("to_preferences", "to_notice", "to_problem"),
)
KEPT_AS_THEY_ARE = {"parked", "change", "owner", "name_word", "memos", "created"}
"""Kinds that people read, and those that are a key or a single attribute."""
PAYMENTS = (clinics_own.RECORDED, clinics_own.VOIDED, clinics_own.IMPORTED, clinics_own.RECEIVED)
EVERY = [(version, table, raw) for version, tables in VERSIONS.items() for table in MODELS for raw in tables[table]]


def label(case: Any) -> str | None:
    return case["kind"]["S"] if isinstance(case, dict) else None


@pytest.mark.parametrize(("version", "table", "raw"), EVERY, ids=label)
def test_no_released_item_becomes_unreadable(version: int, table: str, raw: dict[str, Any]) -> None:
    """Every attribute still has its meaning: reading and writing the item again loses and changes none of them."""
    item = MODELS[table].from_raw_data(dict(raw))
    values = [getattr(item, reader)() for reader in READERS if hasattr(item, reader)]
    assert bool(values) != (raw["kind"]["S"] in KEPT_AS_THEY_ARE)
    assert raw["schema"] == {"N": str(version)}
    again = item.serialize()
    assert {name: again.get(name) for name in raw} == raw


def test_the_values_of_version_1_are_still_what_they_were() -> None:
    """In money, not only in form."""
    items = {raw["sk"]["S"]: CreditItem.from_raw_data(dict(raw)) for raw in VERSIONS[1]["credit"]}
    paid: Any = items["payment#pay_1"]
    payment = paid.to_payment()
    assert payment == items_of_today.PAID and payment.unapplied == 3_300
    assert (payment.source, payment.collected_by) == (Source.CARD_ONLINE, PATIENT)
    entry: Any = items["entry#000000000002"]
    assert entry.to_entry() == items_of_today.ENTRY


def test_what_the_clinic_records_itself_is_read_as_it_was_written() -> None:
    own = clinics_own.clinics_own_items()
    read = [getattr(item, reader)() for item in own for reader in READERS if hasattr(item, reader)]
    for value in (*PAYMENTS, *clinics_own.ENTRIES, clinics_own.TRANSFER, clinics_own.GIVEN_BACK, clinics_own.INVOICE):
        assert value in read
    assert [clinics_own.LINE] in read and read.count(clinics_own.IMPORT) == 2


def test_a_shape_that_changed_got_a_number_of_its_own() -> None:
    """Attributes may join, absent in older items; one that goes or changes its type needs a new SCHEMA and its file."""
    assert SCHEMA in VERSIONS, f"print items_of_today into items/version-{SCHEMA}.json"
    for table, items in (("credit", items_of_today.credit_table()), ("clinics", items_of_today.clinics_table())):
        now = [_shape(raw) for raw in items_of_today.written(items)]
        then = [_shape(raw) for raw in VERSIONS[SCHEMA][table]]
        assert [one for one, other in zip(then, now, strict=True) if not one.items() <= other.items()] == []


def _shape(raw: dict[str, Any]) -> dict[str, str]:
    return {name: next(iter(value)) for name, value in raw.items()} | {"": raw["kind"]["S"]}
