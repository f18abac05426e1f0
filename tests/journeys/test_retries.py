"""Lost responses and repeated requests: one top-up, one PaymentIntent, one charge."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.calls import json_of
from tests.journeys.double import Double, intent_of
from tests.journeys.people import CARD, Clinic, Patient
from tests.polling import until

CREATE = "payment_intents.create"


def made(double: Double, patient: Patient) -> int:
    """How many PaymentIntents Stripe made for a patient, by the calls that it executed."""
    calls = double.controls.calls(CREATE)
    mine = [call for call in calls if call["params"].get("metadata", {}).get("patient_id") == patient.id]
    return len([call for call in mine if call["status"] == 200 and not call["replayed"] and not call["fault"]])


def test_thirty_two_requests_at_once_with_one_key_are_one_top_up(
    clinic: Clinic, patient: Patient, double: Double
) -> None:
    clinic.patient().start()  # A Lambda serves one request at a time; these threads share clients that must be there.
    key = secrets.token_hex(16)
    with ThreadPoolExecutor(32) as many:
        responses = list(many.map(lambda _: patient.ask_top_up(key=key), range(32)))
    assert {response.status_code for response in responses} == {201}
    assert len({response.content for response in responses}) == 1
    assert made(double, patient) == len(double.intents_of(patient.id)) == 1
    assert len(patient.items("me/top-ups")) == 1


def test_the_same_key_returns_the_same_top_up_after_payment(patient: Patient, double: Double) -> None:
    first = patient.ask_top_up(key="once")
    double.confirm(json_of(first, 201), payment_method=CARD)
    patient.wait_for(first.json(), "succeeded")
    again = patient.ask_top_up(key="once")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert made(double, patient) == 1 and patient.entries == [5_000]


def test_the_same_key_with_another_amount_is_refused_and_charges_nothing(patient: Patient, double: Double) -> None:
    patient.start(5_000, key="once")
    for other in ({"amount": 5_001}, {"location_id": "loc_north"}):
        response = patient.ask_top_up(key="once", **other)
        assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert made(double, patient) == 1


def test_two_patients_may_use_the_same_key(clinic: Clinic, patient: Patient, double: Double) -> None:
    other = clinic.patient()
    assert other.start(key="once")["id"] != patient.start(key="once")["id"]
    assert made(double, other) == made(double, patient) == 1


def test_without_a_key_nothing_starts(patient: Patient, double: Double) -> None:
    response = patient.call("POST", "me/top-ups", {"amount": 5_000, "location_id": "loc_main"})
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_required")
    assert made(double, patient) == 0


def test_a_lost_stripe_response_is_retried_as_the_same_payment(patient: Patient, double: Double) -> None:
    double.break_calls(CREATE, 2, of=patient.id, mode="close", when="after")
    lost = patient.ask_top_up(key="once")
    assert (lost.status_code, lost.json()["code"]) == (503, "temporarily_unavailable")
    assert int(lost.headers["Retry-After"]) > 0
    [intent] = double.intents_of(patient.id)
    top_up = json_of(patient.ask_top_up(key="once"), 201)
    assert intent_of(top_up) == intent["id"]
    assert made(double, patient) == 1
    double.confirm(top_up, payment_method=CARD)
    patient.wait_for(top_up, "succeeded")
    assert patient.entries == [5_000]


def test_one_lost_response_is_retried_unnoticed(patient: Patient, double: Double) -> None:
    double.break_calls(CREATE, 1, of=patient.id, mode="close", when="after")
    patient.start()
    assert made(double, patient) == len(double.intents_of(patient.id)) == 1


def test_while_stripe_is_down_patients_get_a_retryable_error(patient: Patient, double: Double) -> None:
    double.break_calls("*", 4, of=patient.id, mode="error", status=500)
    down = patient.ask_top_up(key="once")
    assert (down.status_code, down.json()["code"]) == (503, "temporarily_unavailable")
    assert int(down.headers["Retry-After"]) > 0
    assert "stripe" not in down.text.lower().replace("stripe does not answer", "")
    double.behave()
    patient.start(key="once")
    patient.pay(2_500)
    assert patient.entries == [2_500]


def test_a_top_up_unknown_to_stripe_stays_pending_alone(patient: Patient, double: Double) -> None:
    patient.pay(2_500)
    double.break_calls(CREATE, 2, of=patient.id, mode="close", when="before")
    assert patient.ask_top_up(key="lost").status_code == 503
    [lost, paid] = patient.items("me/top-ups")
    assert (lost["status"], paid["status"]) == ("pending", "succeeded")
    assert patient.settle(lost)["status"] == "pending"
    until(lambda: patient.entries == [2_500])
