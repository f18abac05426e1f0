"""An event that contradicts our record credits nothing, is quarantined, and blocks nothing."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from infra.devstack.stack import Stack
from infra.stripe_double.testing import signature
from tests.journeys.calls import Json, json_of, send
from tests.journeys.double import Double
from tests.journeys.people import CARD, Patient

Alter = Callable[[Json], Any]
TAMPERED: dict[str, Alter] = {
    "amount": lambda charge: charge.update(amount=100, amount_captured=100),
    "currency": lambda charge: charge.update(currency="usd"),
    "destination": lambda charge: charge["transfer_data"].update(destination="acct_of_a_thief"),
    "payment_intent": lambda charge: charge.update(payment_intent="pi_of_another_payment"),
}


def altered(event: Json, alter: Alter, event_id: str | None = None) -> Json:
    """A copy of an event whose object was tampered with; the signature will be good all the same."""
    copied = copy.deepcopy(event)
    copied["id"] = event_id or f"{event['id']}_altered"
    alter(copied["data"]["object"])
    return copied


@pytest.fixture
def unpaid(patient: Patient, double: Double) -> Json:
    """A top-up paid at Stripe, of which the service has no event."""
    double.lose_events()
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    return top_up


def quarantined(stack: Stack, report: str) -> str | None:
    """Return the payment of a quarantined report, if there is one."""
    environment = stack.environment
    table = boto3.client(
        "dynamodb",
        region_name=environment["AWS_REGION"],
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    found = table.get_item(
        TableName=environment["CREDIT_TABLE"], Key={"pk": {"S": f"parked#{report}"}, "sk": {"S": "report"}}
    )
    item = found.get("Item")
    return item["payment_id"]["S"] if item else None


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_charge_credits_nothing_and_waits_for_a_person(
    what: str, stack: Stack, patient: Patient, double: Double, unpaid: Json
) -> None:
    genuine = double.event("charge.succeeded", unpaid)
    forged = altered(genuine, TAMPERED[what])
    assert double.post(forged).status_code == 200
    assert (patient.available, patient.entries) == (0, [])
    assert quarantined(stack, forged["id"]) == unpaid["id"]
    assert double.post(genuine).status_code == 200
    assert patient.entries == [5_000]


def test_an_event_of_the_live_world_credits_nothing_in_the_test_world(
    stack: Stack, patient: Patient, double: Double, unpaid: Json
) -> None:
    live = altered(double.event("charge.succeeded", unpaid), lambda charge: charge.update(livemode=True))
    live["livemode"] = True
    assert double.post(live).status_code == 200
    assert (patient.entries, quarantined(stack, live["id"])) == ([], unpaid["id"])


def test_a_payment_that_stripe_itself_describes_differently_is_not_credited(
    stack: Stack, patient: Patient, double: Double, unpaid: Json
) -> None:
    intent = double.event("payment_intent.succeeded", unpaid)["data"]["object"]["id"]
    double.controls.post(f"/payment_intents/{intent}/tamper", payment_intent={"amount_received": 4_999})
    assert patient.settle(unpaid)["status"] == "pending"
    assert (patient.entries, quarantined(stack, f"asked_{unpaid['id']}")) == ([], unpaid["id"])


def test_another_patients_metadata_on_a_charge_credits_neither(patient: Patient, double: Double, unpaid: Json) -> None:
    other = altered(
        double.event("charge.succeeded", unpaid), lambda charge: charge["metadata"].update(patient_id="pat_unknown")
    )
    assert double.post(other).status_code == 409
    assert patient.entries == []


@pytest.mark.parametrize("metadata", [{}, {"deployment": "production"}, {"order": "6735"}])
def test_an_event_of_another_product_on_the_same_stripe_account_is_taken_and_ignored(
    metadata: Json, patient: Patient, double: Double, unpaid: Json
) -> None:
    def belongs_elsewhere(charge: Json) -> None:
        charge["metadata"] = (charge["metadata"] | metadata) if "deployment" in metadata else metadata

    event = altered(double.event("charge.succeeded", unpaid), belongs_elsewhere)
    assert json_of(double.post(event)) == {"received": True}
    assert patient.entries == []


def test_an_event_before_its_payment_is_refused_until_it_exists(patient: Patient, double: Double, unpaid: Json) -> None:
    event = altered(
        double.event("charge.succeeded", unpaid), lambda charge: charge["metadata"].update(payment_id="pay_notyet")
    )
    response = double.post(event)
    assert (response.status_code, response.json()["code"]) == (409, "not_written_yet")
    assert patient.entries == []


def forgeries(payload: bytes, secret: str) -> dict[str, str]:
    now = int(time.time())
    good = signature(payload, secret)
    return {
        "of no one": "",
        "of someone else": signature(payload, "whsec_stolen"),
        "of an empty secret": signature(payload, ""),
        "of an hour ago": signature(payload, secret, now - 3_600),
        "of tomorrow": signature(payload, secret, now + 86_400),
        "of another body": signature(payload + b" ", secret),
        "without a time": good.partition(",")[2],
        "not in ascii": good + "é",
    }


def test_an_event_that_stripe_did_not_sign_just_now_credits_nothing(
    patient: Patient, double: Double, unpaid: Json
) -> None:
    payload = json.dumps(double.event("charge.succeeded", unpaid)).encode()
    for whose, header in forgeries(payload, double.webhook_secret).items():
        sent = {"Stripe-Signature": header.encode("latin-1")}
        response = send("POST", double.webhook, data=payload, headers=sent)
        assert (response.status_code, response.json()["code"]) == (400, "invalid_signature"), whose
    assert patient.entries == []
