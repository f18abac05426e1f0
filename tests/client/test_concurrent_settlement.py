"""Two dozen callers with one key, at once: money moves once, and all get the same response."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from account_credit_client import Problem
from account_credit_client.api import TopUp
from infra.devstack.stack import Stack
from tests.client.transport import CheckedClient
from tests.figures import Figure
from tests.journeys.double import Double
from tests.journeys.people import Clinic

pytestmark = pytest.mark.slow
CALLERS = 24


@dataclass(frozen=True)
class People:
    """A patient who paid 50 dollars, and staff, of a clinic of their own."""

    patient: CheckedClient
    staff: CheckedClient
    patient_id: str
    paid: TopUp
    double: Double

    def entries(self) -> list[int]:
        return [line["amount"] for line in self.patient.my_history()["items"]]


@pytest.fixture
def people(stack: Stack) -> Iterator[People]:
    double = Double.of(stack.environment)
    clinic, name = Clinic("clinic_demo", stack, double), f"pat_{secrets.token_hex(6)}"
    url = stack.environment["API_URL"]
    patient = CheckedClient(url, stack.token("patient", clinic=clinic.id, patient=name))
    staff = CheckedClient(url, stack.token("full_access", clinic=clinic.id))
    top_up = patient.start_my_top_up({"amount": 5_000, "location_id": "loc_main"}, idempotency_key="paid")
    double.confirm(dict(top_up), payment_method="pm_card_visa")
    yield People(patient, staff, name, patient.settle_my_top_up(top_up["id"]), double)
    double.behave()


def at_once(call: Callable[[], object]) -> list[object]:
    """Return the responses of all callers; a caller that gets a retryable error retries."""

    def insist(_: int) -> object:
        for _ in range(5):
            try:
                return call()
            except Problem as refusal:
                if refusal.status != 503:
                    raise
        raise AssertionError("got a retryable error five times")

    with ThreadPoolExecutor(CALLERS) as callers:
        return list(callers.map(insist, range(CALLERS)))


def assert_alike(responses: list[object]) -> None:
    assert len({json.dumps(response, sort_keys=True) for response in responses}) == 1


def test_one_top_up_is_started(people: People) -> None:
    body = {"amount": 2_500, "location_id": "loc_main"}
    responses = at_once(lambda: people.patient.start_my_top_up(body, idempotency_key="once"))  # type: ignore[arg-type]
    assert_alike(responses)
    assert len(people.patient.my_top_ups()["items"]) == 2
    assert len(people.double.intents_of(people.patient_id)) == 2


def test_concurrent_webhook_settle_and_sweep_credit_once(people: People) -> None:
    top_up = people.patient.start_my_top_up({"amount": 2_500, "location_id": "loc_main"}, idempotency_key="second")
    people.double.confirm(dict(top_up), payment_method="pm_card_visa")
    responses = at_once(lambda: people.patient.settle_my_top_up(top_up["id"])["status"])
    assert set(responses) == {"succeeded"}
    assert people.entries() == [2_500, 5_000]


def test_one_amount_is_applied_once(people: People) -> None:
    paid = people.paid["id"]
    assert_alike(
        at_once(
            lambda: people.staff.apply_payment(
                people.patient_id, paid, {"invoice_id": "inv_1", "amount": 2_000}, idempotency_key="once"
            )
        )
    )
    assert people.entries() == [-2_000, 5_000]


def test_one_amount_is_applied_across_payments_once(people: People) -> None:
    assert_alike(
        at_once(
            lambda: people.staff.apply_oldest(
                people.patient_id, {"invoice_id": "inv_1", "amount": 2_000}, idempotency_key="once"
            )
        )
    )
    assert people.entries() == [-2_000, 5_000]


def test_one_refund_is_made_once(people: People) -> None:
    paid = people.paid["id"]
    body = {"amount": 2_000, "reason": "moved away"}
    responses = at_once(
        lambda: people.staff.refund(people.patient_id, paid, body, idempotency_key="once")  # type: ignore[arg-type]
    )
    assert_alike(responses)
    assert people.entries() == [-2_000, 5_000]
    charge = people.double.charges_of(people.patient_id)[0]
    assert charge["amount_refunded"] == 2_000


def test_one_application_is_taken_back_once(people: People) -> None:
    paid = people.paid["id"]
    made = people.staff.apply_payment(
        people.patient_id, paid, {"invoice_id": "inv_1", "amount": 2_000}, idempotency_key="once"
    )
    assert_alike(at_once(lambda: people.staff.unapply_payment(people.patient_id, paid, made["id"])))
    assert people.entries() == [2_000, -2_000, 5_000]


def test_one_key_with_another_body_moves_nothing(people: People) -> None:
    paid = people.paid["id"]
    people.staff.refund(people.patient_id, paid, {"amount": 1_000, "reason": "moved away"}, idempotency_key="once")
    with pytest.raises(Problem) as refused:
        people.staff.refund(people.patient_id, paid, {"amount": 1_001, "reason": "moved away"}, idempotency_key="once")
    assert (refused.value.status, refused.value.code) == (422, "idempotency_key_reused")
    assert people.entries() == [-1_000, 5_000]


def test_a_burst_of_starts_asks_stripe_no_more_often_than_the_limit(people: People, figure: Figure) -> None:
    """48 different starts of one patient at once; the limit is 20 an hour, and one was used."""

    def start(number: int) -> int:
        try:
            people.patient.start_my_top_up({"amount": 500, "location_id": "loc_main"}, idempotency_key=f"b{number}")
        except Problem as refusal:
            return refusal.status
        return 201

    with ThreadPoolExecutor(CALLERS) as callers:
        statuses = list(callers.map(start, range(48)))
    asked = len(people.double.intents_of(people.patient_id))
    figure(f"burst of {len(statuses)}: {statuses.count(201)} started, {statuses.count(429)} refused, {asked} asked")
    assert set(statuses) <= {201, 429} and asked <= 20
    assert asked == statuses.count(201) + 1
