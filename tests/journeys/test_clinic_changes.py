"""The clinic, or Stripe, changes something while patients pay: what was started arrives, nothing wrong starts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.calls import json_of
from tests.journeys.double import Double
from tests.journeys.people import CARD, Clinic, Patient, Staff
from tests.polling import until


@pytest.fixture
def clinic(new_clinic: Callable[[], Clinic], double: Double) -> Clinic:
    return new_clinic()


def refusal(patient: Patient, amount: int = 5_000, **more: object) -> tuple[int, str, str | None]:
    """Status, code and reason of a top-up that must not start."""
    response = patient.ask_top_up(amount, **more)  # type: ignore[arg-type]
    assert response.headers["Content-Type"] == "application/problem+json", response.text
    problem = response.json()
    return response.status_code, problem["code"], problem.get("reason")


def test_with_the_setting_off_nothing_new_starts_and_what_was_started_still_arrives(
    patient: Patient, staff: Staff, double: Double
) -> None:
    top_up = patient.start()
    assert staff.change_settings(account_credit_enabled=False)["top_ups"]["enabled"] is False
    offered = patient.get("me/credit")["top_up"]
    assert (offered["enabled"], offered["reason"]) == (False, "account_credit_disabled")
    assert refusal(patient) == (409, "top_ups_unavailable", "account_credit_disabled")
    assert len(double.intents_of(patient.id)) == 1
    double.confirm(top_up, payment_method=CARD)
    patient.wait_for(top_up, "succeeded")
    assert patient.entries == [5_000]


def test_a_payment_goes_to_the_account_that_was_primary_when_it_was_started(
    clinic: Clinic, patient: Patient, staff: Staff, double: Double
) -> None:
    before = patient.start(5_000)
    assert staff.make_primary(clinic.north)["is_primary"] is True
    after = patient.start(2_500)
    for top_up in (before, after):
        double.confirm(top_up, payment_method=CARD)
        patient.wait_for(top_up, "succeeded")
    went = {charge["amount"]: charge["transfer_data"]["destination"] for charge in double.charges_of(patient.id)}
    assert went == {5_000: clinic.main, 2_500: clinic.north}
    for top_up, account in ((before, clinic.main), (after, clinic.north)):
        assert staff.payment(patient, top_up)["account_id"] == account
        [listed] = staff.items(f"clinic/payments?account_id={account}")
        assert listed["id"] == top_up["id"]


def test_a_clinic_has_one_primary_account_with_its_actor_recorded(clinic: Clinic, staff: Staff) -> None:
    staff.make_primary(clinic.north)
    accounts = staff.items("clinic/payment-accounts")
    assert [account["id"] for account in accounts if account["is_primary"]] == [clinic.north]
    settings = staff.get("clinic/billing-settings")
    assert settings["primary_account_id"] == clinic.north
    by = {"kind": "staff", "id": "usr_full_access", "name": "usr_full_access"}
    assert settings["changed_by"] == by and settings["changed_at"]


def offered(patient: Patient) -> tuple[bool, str | None]:
    top_up = patient.get("me/credit")["top_up"]
    return top_up["enabled"], top_up["reason"]


@pytest.mark.parametrize("stopped", ["charges_enabled", "payouts_enabled"])
def test_an_account_that_stripe_stops_is_offered_no_more_until_stripe_lets_it_go_on(
    stopped: str, clinic: Clinic, patient: Patient, staff: Staff, double: Double
) -> None:
    pending = patient.start()
    double.controls.post(f"/accounts/{clinic.main}", **{stopped: False})
    until(lambda: offered(patient) == (False, "primary_account_not_eligible"))
    assert staff.get("clinic/billing-settings")["top_ups"] == {
        "enabled": False,
        "reason": "primary_account_not_eligible",
    }
    accounts = {account["id"]: account for account in staff.items("clinic/payment-accounts")}
    assert accounts[clinic.main]["ineligible_reason"] == stopped.replace("enabled", "disabled")
    assert refusal(patient) == (409, "top_ups_unavailable", "primary_account_not_eligible")
    double.controls.post(f"/accounts/{clinic.main}", **{stopped: True})
    until(lambda: offered(patient) == (True, None))
    double.confirm(pending, payment_method=CARD)
    patient.wait_for(pending, "succeeded")
    assert patient.entries == [5_000]


def test_a_primary_account_that_stripe_disables_stops_top_ups(
    clinic: Clinic, patient: Patient, staff: Staff, double: Double
) -> None:
    staff.make_primary(clinic.north)
    double.controls.post(f"/accounts/{clinic.north}", charges_enabled=False)
    until(lambda: offered(patient) == (False, "primary_account_not_eligible"))


def test_an_account_that_stripe_stopped_cannot_become_primary(clinic: Clinic, staff: Staff, double: Double) -> None:
    double.controls.post(f"/accounts/{clinic.north}", payouts_enabled=False)
    response = staff.call("POST", f"clinic/payment-accounts/{clinic.north}/make-primary")
    problem = json_of(response, 409)
    assert (problem["code"], problem["reason"]) == ("account_not_eligible", "payouts_disabled")
    assert staff.get("clinic/billing-settings")["primary_account_id"] == clinic.main


def test_a_location_that_was_closed_takes_no_new_credit_and_keeps_what_it_has(
    patient: Patient, staff: Staff, double: Double
) -> None:
    patient.pay(2_500, location_id="loc_north")
    pending = patient.start(5_000, location_id="loc_north")
    json_of(staff.call("PUT", "clinic/locations/loc_north", {"name": "North Clinic", "active": False}))
    assert [place["id"] for place in patient.get("me/credit")["top_up"]["locations"]] == ["loc_main"]
    assert refusal(patient, location_id="loc_north") == (409, "location_inactive", None)
    double.confirm(pending, payment_method=CARD)
    patient.wait_for(pending, "succeeded")
    [place] = staff.get(f"clinic/patients/{patient.id}/credit")["by_location"]
    assert (place["location"]["name"], place["available"]["amount"]) == ("North Clinic", 7_500)


def test_a_top_up_stays_within_the_clinics_limits(patient: Patient, staff: Staff) -> None:
    staff.change_settings(top_up_minimum=2_000, top_up_maximum=8_000, suggested_amounts=[2_000, 8_000])
    for amount in (1_999, 8_001):
        response = patient.ask_top_up(amount)
        assert (response.status_code, response.json()["code"]) == (400, "amount_out_of_range")
        assert response.json()["errors"] == [{"field": "amount", "message": "must be between 2000 and 8000"}]
    for amount in (2_000, 8_000):
        assert patient.start(amount)["amount"]["amount"] == amount


def test_a_patients_credit_never_grows_beyond_what_the_clinic_allows(patient: Patient, staff: Staff) -> None:
    staff.change_settings(top_up_maximum=5_000, suggested_amounts=[5_000], balance_maximum=7_500)
    patient.pay(5_000)
    problem = json_of(patient.ask_top_up(2_501), 409)
    assert (problem["code"], problem["errors"][0]["field"]) == ("balance_maximum_exceeded", "amount")
    assert "2500" in problem["errors"][0]["message"]
    patient.pay(2_500)
    assert patient.available == 7_500


NONSENSE: tuple[object, ...] = (0, -1, 1.5, True, "5000", None, 2**63, [5_000], {"amount": 5_000, "currency": "usd"})


def test_an_invalid_amount_starts_nothing(patient: Patient, double: Double) -> None:
    for amount in NONSENSE:
        response = patient.ask_top_up(amount)
        assert response.status_code == 400, f"{amount!r}: {response.text}"
        assert response.json()["errors"][0]["field"].startswith("amount"), f"{amount!r}: {response.text}"
    assert (patient.items("me/top-ups"), double.intents_of(patient.id)) == ([], [])


def test_settings_changed_concurrently_are_not_overwritten(staff: Staff) -> None:
    seen = staff.call("GET", "clinic/billing-settings").headers["ETag"]
    staff.change_settings(top_up_minimum=1_000)
    late = staff.call("PATCH", "clinic/billing-settings", {"top_up_minimum": 600}, If_Match=seen)
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    blind = staff.call("PATCH", "clinic/billing-settings", {"top_up_minimum": 600})
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    assert staff.get("clinic/billing-settings")["top_up_minimum"] == 1_000


def test_a_patient_cannot_start_top_ups_without_end(patient: Patient, double: Double) -> None:
    responses = [patient.ask_top_up().status_code for _ in range(22)]
    assert responses == [201] * 20 + [429] * 2
    assert len(double.intents_of(patient.id)) == 20
