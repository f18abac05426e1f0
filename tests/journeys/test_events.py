"""A clinic's own system is sent a signed event within seconds of a top-up, and each event counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.figures import Figure
from tests.journeys.calls import Principal, json_of
from tests.journeys.people import Clinic
from tests.journeys.receiver import Receiver, receiving
from tests.polling import until

WITHIN = timedelta(seconds=5)


@pytest.fixture
def clinic(new_clinic: Callable[[], Clinic]) -> Clinic:
    return new_clinic()


@pytest.fixture
def system(clinic: Clinic) -> Principal:
    """The clinic's own software."""
    return Principal(clinic.stack.environment["API_URL"], clinic.stack.token("system", clinic=clinic.id))


@pytest.fixture
def receiver(system: Principal) -> Iterator[Receiver]:
    with receiving() as receiver:
        made = json_of(system.call("POST", "clinic/webhook-endpoints", {"url": receiver.url, "types": []}), 201)
        receiver.secret = made["secret"]
        yield receiver


def test_a_top_up_is_one_signed_event_although_its_first_answer_is_lost(
    clinic: Clinic, system: Principal, receiver: Receiver, figure: Figure
) -> None:
    receiver.lose = 1
    patient = clinic.patient()
    patient.pay(5_000)
    until(lambda: len(receiver.arrived) >= 2)
    staff = clinic.staff()
    path = f"clinic/patients/{patient.id}/applications"
    json_of(staff.call("POST", path, {"invoice_id": "inv_1", "amount": 2_000}, Idempotency_Key="key-1"), 201)
    until(lambda: len(receiver.taken) == 2)

    first, second = receiver.taken.values()
    assert [each["seq"] for each in (first, second)] == [1, 2] and receiver.forged == 0
    assert (first["type"], second["type"]) == ("payment.succeeded", "application.created")
    assert first["patient_id"] == patient.id and first["data"]["amount"] == {"amount": 5_000, "currency": "cad"}
    assert second["data"]["available"] == {"amount": 3_000, "currency": "cad"}
    assert [event["id"] for event, _ in receiver.arrived] == [first["id"], first["id"], second["id"]]

    waits = [at - datetime.fromisoformat(event["occurred_at"]) for event, at in receiver.arrived]
    assert waits[0] < WITHIN and waits[2] < WITHIN
    figure(
        f"events delivered {waits[0] / timedelta(seconds=1):.2f} s and {waits[2] / timedelta(seconds=1):.2f} s"
        " after the commit"
    )

    listed = system.get(f"clinic/events?after={first['id']}")
    assert [event["id"] for event in listed["items"]] == [second["id"]]
    (endpoint,) = system.items("clinic/webhook-endpoints")
    tried = f"clinic/webhook-endpoints/{endpoint['id']}/deliveries"
    until(lambda: [each["status"] for each in system.items(tried)] == ["delivered", "delivered", "failed"])


def test_changed_settings_are_an_event_without_a_patient(clinic: Clinic, receiver: Receiver) -> None:
    clinic.staff().change_settings(top_up_minimum=600)
    until(lambda: receiver.taken)
    (event,) = receiver.taken.values()
    assert (event["type"], event["patient_id"], event["seq"]) == ("settings.changed", None, 1)
    assert {"field": "top_up_minimum", "before": 500, "after": 600} in event["data"]["changes"]


def test_an_address_inside_the_network_is_refused(system: Principal) -> None:
    for url in ("http://169.254.169.254/latest/", "https://10.0.0.1/", "https://[::ffff:10.0.0.1]/"):
        refused = system.call("POST", "clinic/webhook-endpoints", {"url": url, "types": []})
        assert (refused.status_code, refused.json()["code"]) == (400, "webhook_url_refused")
