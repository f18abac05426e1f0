"""Invalid top-up requests: the problem names the field, nothing is written, Stripe is not called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.credit.records import RefundStatus
from tests.api.api import Api, Reply
from tests.fakes.world import World
from tests.services.actions import refund

GOOD = {"amount": 5_000, "location_id": "loc_main"}
AMOUNTS = [
    "true",
    '"5"',
    "1.5",
    "5000.0",
    "5e3",
    "1e999",
    "-1e999",
    "0",
    "-1",
    "-5000",
    "null",
    "[]",
    '{"amount":5000}',
]
AMOUNTS += ["100000000", str(2**63), str(-(2**63)), str(2**64), "9" * 400, '{"amount":true,"currency":"cad"}']
AMOUNTS += ['{"amount":0,"currency":"cad"}', '{"amount":5000,"currency":"CAD"}', '{"amount":5000,"currency":"usd"}']
AMOUNTS += [
    '{"amount":5000,"currency":7}',
    '{"amount":5000,"currency":"cad","tip":1}',
    '{"amount":5000,"currency":"c\\n"}',
]
LOCATIONS = [
    "null",
    "7",
    "true",
    "[]",
    "{}",
    '""',
    '"a b"',
    '"../x"',
    '"loc_main\\n"',
    '"loc\\u0000"',
    '"é"',
    f'"{"a" * 65}"',
]


@pytest.fixture
def patient(api: Api) -> Api:
    return api.as_()


def start(patient: Api, body: Any, **headers: str) -> Reply:
    return patient.post("/v1/me/top-ups", body, **{"idempotency_key": "key-1", **headers})


def assert_refused(reply: Reply, world: World, status: int, code: str) -> None:
    """A problem+json with a sentence for people, and nothing that happened."""
    problem = reply.json
    assert (reply.status, problem["status"], problem["code"]) == (status, status, code)
    assert reply.headers["content-type"] == "application/problem+json" and reply.headers["cache-control"] == "no-store"
    assert problem["detail"] and problem["title"]
    assert world.ledger.all_payments() == [] and world.stripe.intents == {} and world.stripe.customers == {}
    assert all(error["message"] and "`" not in error["message"] for error in problem.get("errors", []))


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_invalid_amount_is_rejected(patient: Api, amount: str) -> None:
    reply = start(patient, f'{{"amount":{amount},"location_id":"loc_main"}}')
    assert_refused(reply, patient.world, 400, "invalid_request")
    assert reply.fields[0].split(".")[0] == "amount"


def test_an_invalid_amount_is_explained(patient: Api) -> None:
    message = start(patient, {**GOOD, "amount": True}).json["errors"][0]["message"]
    assert message.startswith("must be a whole number of minor units of the currency, from 1 to 99999999")


@pytest.mark.parametrize("amount", [1, 499, 100_001, 99_999_999])
def test_an_amount_outside_the_limits_is_rejected_with_the_limits(patient: Api, amount: int) -> None:
    reply = start(patient, {**GOOD, "amount": amount})
    assert_refused(reply, patient.world, 400, "amount_out_of_range")
    assert reply.json["errors"] == [{"field": "amount", "message": "must be between 500 and 100000"}]


@pytest.mark.parametrize("location", LOCATIONS)
def test_an_invalid_location_id_is_rejected(patient: Api, location: str) -> None:
    reply = start(patient, f'{{"amount":5000,"location_id":{location}}}')
    assert_refused(reply, patient.world, 400, "invalid_request")
    assert reply.fields == ["location_id"]


@pytest.mark.parametrize(
    ("location", "status", "code"),
    [
        ("loc_other", 404, "not_found"),
        ("loc_nowhere", 404, "not_found"),
        ("loc_closed", 409, "location_inactive"),
    ],
)
def test_a_foreign_or_closed_location_is_rejected(patient: Api, location: str, status: int, code: str) -> None:
    reply = start(patient, {**GOOD, "location_id": location})
    assert_refused(reply, patient.world, status, code)
    assert reply.fields == ["location_id"]


def test_another_clinics_location_returns_the_same_404_as_a_missing_one(patient: Api) -> None:
    there, nowhere = (start(patient, {**GOOD, "location_id": each}) for each in ("loc_other", "loc_nowhere"))
    assert there == nowhere


@pytest.mark.parametrize("field", ["amount", "location_id"])
def test_a_missing_field_is_rejected(patient: Api, field: str) -> None:
    reply = start(patient, {name: value for name, value in GOOD.items() if name != field})
    assert_refused(reply, patient.world, 400, "invalid_request")
    assert reply.fields == [field] and reply.json["errors"][0]["message"].startswith("is missing")


@pytest.mark.parametrize(
    "field", ["card", "currency", "patient_id", "clinic_id", "account_id", "Amount", "", "x" * 9_000]
)
def test_an_unknown_field_is_rejected(patient: Api, field: str) -> None:
    reply = start(patient, {**GOOD, field: 1})
    assert_refused(reply, patient.world, 400, "invalid_request")
    assert reply.fields == [field[:64]]


@pytest.mark.parametrize("body", ["[]", "null", "5", '"text"', "true", "[5000]"])
def test_a_body_that_is_no_object_is_rejected(patient: Api, body: str) -> None:
    assert_refused(start(patient, body), patient.world, 400, "invalid_request")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "not json",
        '{"amount":NaN,"location_id":"loc_main"}',
        '{"amount":Infinity,"location_id":"loc_main"}',
        '{"amount":05,"location_id":"loc_main"}',
        '{"amount":5000,"location_id":"\\ud800"}',
        "{'amount':5000}",
        "\ufeff{}",
        json.dumps(GOOD) + json.dumps(GOOD),
        "[" * 16_000,
        '{"amount":' * 1_600,
    ],
)
def test_a_body_that_is_not_json_is_rejected(patient: Api, body: str) -> None:
    reply = start(patient, body)
    assert reply.status == 400 and reply.json["code"] in ("invalid_json", "invalid_request")
    assert patient.world.ledger.all_payments() == [] and patient.world.stripe.intents == {}


@pytest.mark.parametrize("body", ["[" * 200_000, " " * 16_385, json.dumps({**GOOD, "x": "y" * 16_384})])
def test_an_oversized_body_is_rejected_unread(patient: Api, body: str) -> None:
    assert_refused(start(patient, body), patient.world, 413, "body_too_large")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"])
def test_another_content_type_is_rejected(patient: Api, kind: str) -> None:
    assert_refused(start(patient, GOOD, content_type=kind), patient.world, 415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_every_spelling_of_the_json_content_type_is_accepted(patient: Api, kind: str) -> None:
    assert start(patient, GOOD, content_type=kind).status == 201


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency_key_required"),
        ("k" * 256, "idempotency_key_invalid"),
        ("clé", "idempotency_key_invalid"),
        ("two words", "idempotency_key_invalid"),
        ("tab\tbed", "idempotency_key_invalid"),
        ("line\n", "idempotency_key_invalid"),
        ("\x7f", "idempotency_key_invalid"),
        ("\x00", "idempotency_key_invalid"),
    ],
)
def test_an_invalid_idempotency_key_is_rejected(patient: Api, key: str, code: str) -> None:
    assert_refused(start(patient, GOOD, idempotency_key=key), patient.world, 400, code)


@pytest.mark.parametrize("key", ["k", "k" * 255, "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"])
def test_a_valid_idempotency_key_is_accepted(patient: Api, key: str) -> None:
    assert start(patient, GOOD, idempotency_key=key).status == 201


def test_a_repeated_request_returns_the_original_response_after_payment(patient: Api) -> None:
    first = start(patient, GOOD)
    world = patient.world
    (made,) = world.ledger.all_payments()
    world.stripe.pay(made.payment_intent_id or "")
    assert patient.post(f"/v1/me/top-ups/{made.id}/settle").json["status"] == "succeeded"
    again = start(patient, {"location_id": "loc_main", "amount": {"amount": 5_000, "currency": "cad"}})
    assert (first.status, again.status) == (201, 201) and again.body == first.body
    assert len(world.stripe.intents) == 1


def test_a_reused_key_with_another_body_is_rejected(patient: Api) -> None:
    start(patient, GOOD)
    reply = start(patient, {**GOOD, "amount": 5_001})
    assert (reply.status, reply.json["code"]) == (422, "idempotency_key_reused")
    assert len(patient.world.stripe.intents) == 1


def test_too_many_starts_return_429_with_retry_after(patient: Api) -> None:
    replies = [start(patient, GOOD, idempotency_key=f"key-{number}") for number in range(25)]
    assert [reply.status for reply in replies] == [201] * 20 + [429] * 5
    assert replies[-1].json["code"] == "too_many_requests" and int(replies[-1].headers["retry-after"]) > 0
    assert len(patient.world.stripe.intents) == 20


def test_an_unknown_parameter_is_rejected(patient: Api) -> None:
    reply = patient.post("/v1/me/top-ups?dry_run=1", GOOD, idempotency_key="key-1")
    assert_refused(reply, patient.world, 400, "invalid_request")
    assert reply.fields == ["dry_run"]


def test_a_top_up_shows_only_the_contracts_fields(patient: Api) -> None:
    made = start(patient, GOOD).json
    assert made.pop("client_secret")
    assert set(made) == {
        "id",
        "status",
        "amount",
        "location",
        "card",
        "created_at",
        "succeeded_at",
        "last_error",
        "refunded",
        "disputed",
        "receipt",
    }
    assert (made["status"], made["amount"]) == ("pending", {"amount": 5_000, "currency": "cad"})
    assert made["location"] == {"id": "loc_main", "name": "Main Street"} and made["created_at"].endswith("Z")
    assert patient.get(f"/v1/me/top-ups/{made['id']}").json.items() >= made.items()


def test_a_patient_sees_which_refunds_of_a_top_up_are_still_pending(patient: Api) -> None:
    patient.world.stripe.refunds_start_as = RefundStatus.PENDING
    paid = patient.world.paid()
    made = refund(patient.world.open, paid, 2_000)
    path = f"/v1/me/top-ups/{paid.id}"
    found = patient.get(path).json
    assert (found["refunded"]["amount"], found["disputed"]["amount"]) == (2_000, 0)
    assert [(each["id"], each["status"], each["settled_at"]) for each in found["refunds"]] == [
        (made.id, "pending", None)
    ]
    assert "reason" not in found["refunds"][0]
