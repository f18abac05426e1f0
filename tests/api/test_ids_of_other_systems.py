"""Ids of the clinic's own system: UUIDs, FHIR ids and plain numbers fit, from the token to the receipt's address."""

from __future__ import annotations

import pytest

from chalicelib.credit.identity import PatientKey
from tests.api.api import Api

GOOD = ["a2f0c8de-5b1c-4e57-9a8a-1d2e3f405162", "Patient.123", "INV-1001", "~7", "0", "a" * 128, "...", "-"]
BAD = [".", "..", "a" * 129, "a b", "a/b", "a#b", "a%20b", "ä", "a\n", ""]
CASH = {"source": "recorded", "amount": 5_000, "location_id": "loc_main", "tender": "cash"}


@pytest.mark.parametrize("patient_id", GOOD)
def test_a_patient_is_called_as_the_clinics_system_calls_them(api: Api, patient_id: str) -> None:
    patient, staff = api.as_(patient=patient_id), api.as_("full_access")
    api.world.paid(PatientKey("clinic_demo", patient_id))
    assert patient.get("/v1/me/credit").json["available"]["amount"] == 5_000
    path = f"/v1/clinic/patients/{patient_id}"
    made = staff.post(f"{path}/payments", CASH, idempotency_key="k")
    assert made.json["patient_id"] == patient_id
    assert staff.get(f"{path}/credit").json["available"]["amount"] == 10_000
    assert len(staff.get(f"{path}/payments").json["items"]) == 2


@pytest.mark.parametrize("patient_id", BAD)
def test_an_id_that_no_address_can_hold_is_refused_in_tokens(api: Api, patient_id: str) -> None:
    assert api.as_(patient=patient_id).get("/v1/me/credit").status == 401
