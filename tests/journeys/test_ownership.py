"""A foreign resource gives exactly the response of an absent one, in status and in every byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.calls import same_answer
from tests.journeys.double import Double
from tests.journeys.people import Clinic, Patient

TOP_UP_ROUTES = (("GET", ""), ("POST", "/settle"), ("GET", "/receipt"))


@pytest.fixture
def paid(patient: Patient) -> str:
    """A top-up of the patient's, paid."""
    return str(patient.pay()["id"])


@pytest.mark.parametrize("next_door", [True, False], ids=["the same clinic", "another clinic"])
def test_another_patients_top_up_is_not_there(
    next_door: bool, clinic: Clinic, new_clinic: Callable[[], Clinic], patient: Patient, paid: str
) -> None:
    stranger = (clinic if next_door else new_clinic()).patient()
    for method, rest in TOP_UP_ROUTES:
        theirs = stranger.call(method, f"me/top-ups/{paid}{rest}")
        assert theirs.status_code == 404
        assert same_answer(theirs, stranger.call(method, f"me/top-ups/pay_absent{rest}"))
    assert patient.call("GET", f"me/top-ups/{paid}").status_code == 200


def test_another_patients_card_is_not_there_and_stays_on_file(clinic: Clinic, patient: Patient, paid: str) -> None:
    stranger = clinic.patient()
    stranger.pay()
    [card] = patient.cards
    theirs = stranger.call("DELETE", f"me/cards/{card['id']}")
    assert theirs.status_code == 404
    assert same_answer(theirs, stranger.call("DELETE", "me/cards/pm_absent"))
    assert patient.cards == [card]


def test_another_clinics_patients_and_payments_are_not_there(
    new_clinic: Callable[[], Clinic], patient: Patient, paid: str
) -> None:
    spy = new_clinic().staff()
    mine, absent = f"clinic/patients/{patient.id}", "clinic/patients/pat_absent"
    for rest in ("/credit", "/credit/history", "/payments", f"/payments/{paid}", f"/payments/{paid}/receipt"):
        theirs = spy.call("GET", mine + rest)
        assert theirs.status_code == 404, rest
        assert same_answer(theirs, spy.call("GET", absent + rest)), rest
    assert spy.items("clinic/payments") == []


def test_a_payment_under_another_patients_address_is_not_there(clinic: Clinic, patient: Patient, paid: str) -> None:
    other, staff = clinic.patient(), clinic.staff()
    other.pay()
    path = f"clinic/patients/{other.id}/payments"
    assert same_answer(staff.call("GET", f"{path}/{paid}"), staff.call("GET", f"{path}/pay_absent"))
    assert staff.call("GET", f"{path}/{paid}").status_code == 404


def test_another_clinics_location_takes_no_credit(
    new_clinic: Callable[[], Clinic], patient: Patient, double: Double
) -> None:
    new_clinic().staff().call("PUT", "clinic/locations/loc_theirs", {"name": "Theirs", "active": True})
    theirs = patient.ask_top_up(location_id="loc_theirs")
    assert theirs.status_code == 404
    assert same_answer(theirs, patient.ask_top_up(location_id="loc_absent"))
    assert double.intents_of(patient.id) == []


def test_another_clinics_account_cannot_take_the_money(clinic: Clinic, new_clinic: Callable[[], Clinic]) -> None:
    staff, other = clinic.staff(), new_clinic()
    theirs = staff.call("POST", f"clinic/payment-accounts/{other.main}/make-primary")
    assert theirs.status_code == 404
    assert same_answer(theirs, staff.call("POST", "clinic/payment-accounts/acct_absent/make-primary"))
    assert staff.get("clinic/billing-settings")["primary_account_id"] == clinic.main


def test_unauthenticated_or_unauthorized_callers_get_nothing(clinic: Clinic, patient: Patient) -> None:
    anonymous = Patient(patient.api, "", patient.id, patient.double)
    forger = Patient(patient.api, patient.token[:-6] + "AAAAAA", patient.id, patient.double)
    assert anonymous.call("GET", "me/credit").status_code == forger.call("GET", "me/credit").status_code == 401
    assert patient.call("GET", "clinic/payments").status_code == 403
    assert clinic.staff().call("GET", "me/credit").status_code == 403
    only_staff = clinic.staff("staff")
    assert only_staff.call("PATCH", "clinic/billing-settings", {"account_credit_enabled": False}).status_code == 403
    assert only_staff.call("POST", f"clinic/payment-accounts/{clinic.north}/make-primary").status_code == 403
