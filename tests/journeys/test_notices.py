"""A patient's notices on the whole stack: one e-mail per event, and none to an address that bounces."""

from __future__ import annotations

from typing import Any

from tests.journeys.calls import Json, json_of, send
from tests.journeys.people import Clinic, Patient
from tests.polling import until

BOUNCES = "bounce+{id}@simulator.amazonses.com"


def choose(patient: Patient, email: str) -> Json:
    choices = {"email": email, "receipt": True, "refund": True, "credit_applied": True}
    return json_of(patient.call("PUT", "me/notices", choices))


def mails(clinic: Clinic, address: str) -> list[dict[str, Any]]:
    """The e-mails to an address, oldest first, from the outbox."""
    found = send("GET", f"{clinic.stack.environment['OUTBOX_URL']}/messages.json").json()
    return [mail for mail in reversed(found) if mail["to"] == address]


def test_a_top_up_whose_event_comes_twice_is_one_notice(clinic: Clinic, patient: Patient) -> None:
    address = f"{patient.id}@example.com"
    choose(patient, address)
    top_up = patient.pay(5_000)
    clinic.double.post(clinic.double.event("payment_intent.succeeded", top_up))
    patient.settle(top_up)
    path = f"clinic/patients/{patient.id}/applications"
    json_of(clinic.staff().call("POST", path, {"invoice_id": "inv_1", "amount": 2_000}, Idempotency_Key="key-1"), 201)
    until(lambda: len(mails(clinic, address)) >= 2)

    received, applied = mails(clinic, address)
    assert received["subject"] == "Your payment was received"
    assert applied["subject"] == "Account credit was applied"
    assert f"{clinic.stack.environment['API_URL']}/account\n" in received["text"]
    assert not [word for word in ("Núñez", "50.00", "inv_1", clinic.id, patient.id) if word in str(received["text"])]


def test_an_address_that_bounces_is_switched_off_and_shown(clinic: Clinic, patient: Patient) -> None:
    address = BOUNCES.format(id=patient.id)
    assert choose(patient, address)["undeliverable"] is None
    patient.pay(5_000)
    until(lambda: patient.get("me/notices")["undeliverable"])
    assert patient.get("me/notices")["undeliverable"]["reason"] == "bounced"
    assert len(mails(clinic, address)) == 1
    assert choose(patient, f"{patient.id}@example.com")["undeliverable"] is None
