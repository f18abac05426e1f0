"""A change of a location is recorded with its actor and time, as changes of settings are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.credit.clinic import Location
from chalicelib.dynamodb.clinics import DynamoClinics
from chalicelib.dynamodb.settings_items import SettingsChangeItem
from tests.contracts.ports.storage import storage
from tests.fakes.examples import SAM, maple
from tests.fakes.small import NOON


@pytest.fixture
def clinics() -> Iterator[DynamoClinics]:
    with storage():
        made = DynamoClinics()
        made.provision(maple())
        yield made


def test_every_change_of_a_location_is_recorded_with_who_and_when(clinics: DynamoClinics) -> None:
    clinics.save_location("clinic_demo", Location("loc_east", "East", True), by=SAM, at=NOON)
    closed = Location("loc_east", "East", False)
    clinics.save_location("clinic_demo", closed, by=SAM, at=NOON + timedelta(seconds=1))
    changes = list(SettingsChangeItem.query("changes#clinic_demo"))
    assert [(item.note, item.by) for item in changes] == [
        ("location loc_east: East, active", [SAM.kind, SAM.id]),
        ("location loc_east: East, closed", [SAM.kind, SAM.id]),
    ]
    assert clinics.get("clinic_demo").location("loc_east") == closed
