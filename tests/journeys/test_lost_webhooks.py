"""Webhooks lost, repeated, late or in the wrong order: every payment is credited, and none twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from infra.devstack import aws
from infra.devstack.stack import Stack
from tests.journeys.double import Double
from tests.journeys.people import CARD, Clinic, Patient, run_module
from tests.polling import until

SIX_MINUTES, A_DAY = "0.1", "24.1"


def test_a_payment_without_webhooks_is_credited_on_return(patient: Patient, double: Double) -> None:
    double.lose_events()
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    assert patient.top_up(top_up)["status"] == "pending"
    settled = patient.settle(top_up)
    assert (settled["status"], settled["card"]) == ("succeeded", {"brand": "visa", "last4": "4242", "wallet": None})
    assert patient.settle(top_up)["status"] == "succeeded"
    assert patient.entries == [5_000]


def test_without_webhooks_or_browsers_the_sweep_credits_everything(
    stack: Stack, clinic: Clinic, double: Double
) -> None:
    double.lose_events()
    patients = [clinic.patient() for _ in range(5)]
    top_ups = [patient.start() for patient in patients]
    for top_up in top_ups:
        double.confirm(top_up, payment_method=CARD)
    run_module(stack, "tests.journeys.sweep", SIX_MINUTES)
    assert [patient.entries for patient in patients] == [[5_000]] * 5
    for top_up in top_ups:
        assert double.post(double.event("charge.succeeded", top_up)).status_code == 200
    assert [patient.available for patient in patients] == [5_000] * 5


def test_a_worker_credits_what_is_due_within_seconds_of_its_time(stack: Stack, clinic: Clinic, double: Double) -> None:
    """From the table through its stream and the queue to the worker; its time to be looked at is put back by hand."""
    double.lose_events()
    patient = clinic.patient()
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    aws.tables(stack.settings).update_item(
        TableName=stack.environment["CREDIT_TABLE"],
        Key={"pk": {"S": f"{clinic.id}#{patient.id}"}, "sk": {"S": f"payment#{top_up['id']}"}},
        UpdateExpression="SET todo_at = :past",
        ExpressionAttributeValues={":past": {"S": "2020-01-01T00:00:00.000Z"}},
    )
    until(lambda: patient.entries == [5_000])


def test_a_top_up_unpaid_for_a_day_is_closed_and_cannot_charge(stack: Stack, patient: Patient, double: Double) -> None:
    top_up = patient.start()
    run_module(stack, "tests.journeys.sweep", A_DAY)
    assert patient.top_up(top_up)["status"] == "canceled"
    assert "error" in double.confirm(top_up, payment_method=CARD)
    assert (patient.entries, double.charges_of(patient.id)) == ([], [])


def test_an_event_delivered_three_times_is_one_credit(patient: Patient, double: Double) -> None:
    double.disturb("duplicate", times=2)
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    double.come_to_rest()
    deliveries = double.controls.get(f"/deliveries?event={double.event('charge.succeeded', top_up)['id']}")["data"]
    assert [delivery["code"] for delivery in deliveries] == [200] * 3
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_the_same_event_fifty_times_from_eight_sides_at_once_is_one_credit(patient: Patient, double: Double) -> None:
    double.lose_events()
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    event = double.event("charge.succeeded", top_up)
    with ThreadPoolExecutor(8) as eight:
        taken = list(eight.map(lambda _: double.post(event).status_code, range(50)))
    assert taken == [200] * 50
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_webhook_and_patient_at_the_same_moment_are_one_credit(patient: Patient, double: Double) -> None:
    double.lose_events()
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    events = [double.event(kind, top_up) for kind in ("charge.succeeded", "payment_intent.succeeded")]
    with ThreadPoolExecutor(8) as eight:
        posted = [eight.submit(double.post, event) for event in events * 4]
        settled = [eight.submit(patient.settle, top_up) for _ in range(4)]
    assert {response.result().status_code for response in posted} == {200}
    assert {response.result()["status"] for response in settled} == {"succeeded"}
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_events_in_the_wrong_order_credit_the_payment_with_its_card(patient: Patient, double: Double) -> None:
    double.disturb("reorder", "charge.succeeded")
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    double.come_to_rest()
    deliveries = double.controls.get("/deliveries")["data"]
    wanted = {double.event(kind, top_up)["id"]: kind for kind in ("charge.succeeded", "payment_intent.succeeded")}
    came = sorted((each["delivered_at"], wanted[each["event"]]) for each in deliveries if each["event"] in wanted)
    assert [kind for _, kind in came] == ["payment_intent.succeeded", "charge.succeeded"]
    paid = patient.top_up(top_up)
    assert (paid["status"], paid["card"]) == ("succeeded", {"brand": "visa", "last4": "4242", "wallet": None})
    assert patient.entries == [5_000]


def test_a_late_decline_event_reverses_nothing(patient: Patient, double: Double) -> None:
    double.lose_events("payment_intent.payment_failed")
    top_up = patient.start()
    double.confirm(top_up, payment_method="pm_card_visa_chargeDeclined")
    double.confirm(top_up, payment_method=CARD)
    patient.wait_for(top_up, "succeeded")
    assert double.post(double.event("payment_intent.payment_failed", top_up)).status_code == 200
    assert double.post(double.event("payment_intent.created", top_up)).status_code == 200
    late = patient.top_up(top_up)
    assert (late["status"], late["last_error"]) == ("succeeded", None)
    assert (patient.available, patient.entries) == (5_000, [5_000])


def test_settle_does_not_wait_for_a_late_webhook(patient: Patient, double: Double) -> None:
    double.disturb("delay", seconds=1.0)
    top_up = patient.start()
    double.confirm(top_up, payment_method=CARD)
    assert patient.settle(top_up)["status"] == "succeeded"
    double.come_to_rest()
    assert patient.entries == [5_000]


def test_an_event_that_met_a_stopped_service_is_taken_when_it_is_back(
    stack: Stack, patient: Patient, double: Double
) -> None:
    top_up = patient.start()
    stack.stop_component("app")
    assert double.confirm(top_up, payment_method=CARD)["status"] == "succeeded"
    event = double.event("charge.succeeded", top_up)["id"]
    until(lambda: double.controls.get(f"/deliveries?event={event}")["data"][0]["attempts"])
    stack.start_component("app")
    patient.wait_for(top_up, "succeeded")
    assert patient.entries == [5_000]
