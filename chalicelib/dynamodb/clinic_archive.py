"""Everything that is stored of one clinic, item by item, for the clinic that leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import MapAttribute

from chalicelib.credit.identity import PatientKey
from chalicelib.dynamodb.clinic_items import memos_pk
from chalicelib.dynamodb.credit_items import entries_partition, partition, patient_of
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.dynamodb.event_items import endpoints_pk, events_pk
from chalicelib.dynamodb.imports import imports_pk
from chalicelib.dynamodb.operator_acts import acts_pk
from chalicelib.dynamodb.person_items import people_shards
from chalicelib.dynamodb.report_days import report_days_pk
from chalicelib.dynamodb.settings_items import changes_pk
from chalicelib.dynamodb.tables import ClinicItem, CreditItem, CreditKeys

LEFT_OUT = frozenset({"client_secret", "kind", "schema", "clinic", "clinic_order", "work_queue_shard", "due_at"})
"""Secrets of Stripe's browser library, and the places of items in indexes."""
OF_A_CLINIC = (changes_pk, memos_pk, report_days_pk, events_pk, endpoints_pk, acts_pk)

Archived = tuple[str, dict[str, Any]]


def archived_items(clinic_id: str) -> Iterator[Archived]:
    """The kind and the attributes of each item: the clinic's own, and then its patients', one after another.

    A patient is found by what was ever paid, posted or disputed, and by name. Someone who began a top-up, never paid it
    and has no name is not.
    """
    for pk in (clinic_id, *(pk_of(clinic_id) for pk_of in OF_A_CLINIC)):
        with translate_errors():
            yield from map(_plain_item, ClinicItem.query(pk, consistent_read=True))
    of_patients = (pk for patient in _patients(clinic_id) for pk in (partition(patient), entries_partition(patient)))
    for pk in (imports_pk(clinic_id), *of_patients):
        with translate_errors():
            yield from map(_plain_item, CreditItem.query(pk, consistent_read=True))


def _patients(clinic_id: str) -> list[PatientKey]:
    with translate_errors():
        found = {
            patient_of(row.pk)
            for shard in (clinic_id, f"{clinic_id}#disputes", *people_shards(clinic_id))
            for row in CreditKeys.by_clinic.query(shard)
        }
    return sorted((each for each in found if each.clinic_id == clinic_id), key=lambda each: each.patient_id)


def _plain_item(item: ClinicItem | CreditItem) -> Archived:
    values = {name: value for name, value in item.attribute_values.items() if name not in LEFT_OUT}
    plain = {name: value.as_dict() if isinstance(value, MapAttribute) else value for name, value in values.items()}
    return str(item.serialize()["kind"]["S"]), plain
