"""DynamoDB or S3 responds late, not at all, or after the effect: the credit stands, once, and the receipt follows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.calls import Json, Principal, json_of
from tests.journeys.double import Double
from tests.journeys.people import CARD, Clinic, Patient
from tests.journeys.recorder import READS, OnRecord, Recorder
from tests.polling import until

COMMIT, TRIES = "TransactWriteItems", 3
"""botocore asks three times in all, here."""


@pytest.fixture
def recorder(on_record: OnRecord, patient: Patient) -> Iterator[Recorder]:
    """The proxy before AWS, which passes everything on again afterwards. The next test meets no receipt of this one."""
    yield on_record.recorder
    for operation in (*READS, COMMIT, "PutItem", "PUT"):
        on_record.recorder.refuse(operation, 0)
        on_record.recorder.lose(operation, 0)
    until(lambda: all(_has_receipt(top_up) for top_up in patient.items("me/top-ups")))


def _has_receipt(top_up: Json) -> bool:
    return top_up["status"] != "succeeded" or bool(top_up["receipt"]["status"] == "ready")


@pytest.fixture
def double(on_record: OnRecord) -> Iterator[Double]:
    double = Double.of(on_record.stack.environment)
    double.come_to_rest()
    yield double
    double.behave()


@pytest.fixture
def patient(on_record: OnRecord, double: Double) -> Patient:
    return Clinic("clinic_demo", on_record.stack, double).patient()


def test_with_the_receipts_storage_down_the_credit_stands_and_the_receipt_follows(
    recorder: Recorder, patient: Patient
) -> None:
    recorder.refuse("PUT", 1_000)
    paid = patient.pay()
    assert patient.available == 5_000
    receipt = f"me/top-ups/{paid['id']}/receipt"
    assert patient.call("GET", receipt).status_code == 202
    recorder.refuse("PUT", 0)
    until(lambda: patient.call("GET", receipt).status_code == 200)
    assert patient.entries == [5_000]


@pytest.mark.parametrize("times", [1, TRIES, TRIES + 1])
def test_a_commit_with_a_lost_response_is_one_credit(
    times: int, recorder: Recorder, patient: Patient, double: Double
) -> None:
    top_up = patient.start()
    recorder.lose(COMMIT, times, of=patient.id)
    double.confirm(top_up, payment_method=CARD)
    double.come_to_rest()
    assert patient.top_up(top_up)["status"] == "succeeded"
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_stripe_gets_no_2xx_while_credit_cannot_be_written(
    recorder: Recorder, patient: Patient, double: Double
) -> None:
    double.lose_events()
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    event = double.event("charge.succeeded", top_up)
    recorder.refuse(COMMIT, 1_000)
    response = double.post(event)
    assert response.status_code == 503 and int(response.headers["Retry-After"]) > 0
    assert (patient.top_up(top_up)["status"], patient.available, patient.entries) == ("pending", 0, [])
    recorder.refuse(COMMIT, 0)
    assert double.post(event).status_code == 200
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_a_top_up_that_cannot_be_written_down_is_not_started_at_stripe(
    recorder: Recorder, patient: Patient, double: Double
) -> None:
    patient.start()
    recorder.refuse("PutItem", TRIES, of=patient.id)
    assert patient.ask_top_up(key="again").status_code == 503
    assert len(double.intents_of(patient.id)) == 1
    json_of(patient.ask_top_up(key="again"), 201)
    assert len(double.intents_of(patient.id)) == 2


def test_a_top_up_whose_payment_intent_could_not_be_noted_down_is_still_the_same_one(
    recorder: Recorder, patient: Patient, double: Double
) -> None:
    patient.start()
    recorder.lose("PutItem", TRIES, of=patient.id)
    assert patient.ask_top_up(key="again").status_code in (201, 503)
    top_up = json_of(patient.ask_top_up(key="again"), 201)
    assert len(double.intents_of(patient.id)) == 2
    double.confirm(top_up, payment_method=CARD)
    patient.wait_for(top_up, "succeeded")
    assert patient.entries == [5_000]


def test_an_unreadable_store_gives_every_caller_a_retryable_error(
    recorder: Recorder, patient: Patient, on_record: OnRecord, double: Double
) -> None:
    paid = patient.pay()
    staff = Clinic("clinic_demo", on_record.stack, double).staff()
    of_patient = f"clinic/patients/{patient.id}"
    asked: list[tuple[Principal, str]] = [
        *((patient, f"me/{path}") for path in ("credit", "cards", "top-ups", f"top-ups/{paid['id']}")),
        *((staff, path) for path in ("clinic/payments", "clinic/billing-settings", f"{of_patient}/credit")),
        (staff, f"{of_patient}/payments/{paid['id']}"),
    ]
    for operation in READS:
        recorder.lose(operation, 1_000)
    with ThreadPoolExecutor(len(asked)) as all_at_once:
        responses = list(all_at_once.map(lambda each: each[0].call("GET", each[1]), asked))
    assert {(response.status_code, response.json()["code"]) for response in responses} == {
        (503, "temporarily_unavailable")
    }
    assert all(int(response.headers["Retry-After"]) > 0 for response in responses)
