"""Hostile bodies: each is rejected quickly, without effect, and never with a 500."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace

import pytest

from chalicelib.config import StripeKeys
from tests.api.api import Api, Reply
from tests.effort import effort

START = "/v1/me/top-ups"
GOOD = '{"amount":5000,"location_id":"loc_main"}'
SOON_LOOPS = 60
"""Each takes one or two."""
BOMBS = {
    "brackets": "[" * 16_000,
    "nested objects": '{"amount":' * 1_600,
    "closed nesting": "[" * 8_000 + "]" * 8_000,
    "deep in a field": f'{{"amount":5000,"location_id":{"[" * 7_000}{"]" * 7_000}}}',
    "long integer": f'{{"amount":{"9" * 16_000},"location_id":"loc_main"}}',
    "long fraction": f'{{"amount":0.{"9" * 16_000},"location_id":"loc_main"}}',
    "huge exponent": '{"amount":1e999999999,"location_id":"loc_main"}',
    "tiny exponent": '{"amount":1e-999999999,"location_id":"loc_main"}',
    "long negative": f'{{"amount":-{"9" * 4_400},"location_id":"loc_main"}}',
    "many fields": json.dumps({f"f{number}": 1 for number in range(1_200)}),
    "many times one field": '{"amount":5000,' * 1 + '"location_id":"loc_main",' * 500 + '"amount":1}',
    "escapes": '{"amount":5000,"location_id":"' + "\\u0041" * 2_600 + '"}',
    "lone surrogates": '{"amount":5000,"location_id":"' + "\\udc00" * 2_600 + '"}',
    "whitespace": " " * 16_000,
    "nul": "\x00" * 1_000,
}
TOO_LARGE = {
    "a megabyte": " " * 1_000_000,
    "six megabytes": "[" * 6_000_000,
    "just over": GOOD + " " * 16_384,
}


@pytest.fixture
def patient(api: Api) -> Api:
    return api.as_()


def start(patient: Api, body: str | bytes, **headers: str) -> Reply:
    spent = effort(lambda: patient.post(START, body, idempotency_key="key-1", **headers))
    assert spent.loops < SOON_LOOPS
    return spent.value


def coded(api: Api) -> Api:
    """The same caller behind a gateway that sends bodies in base64, as API Gateway does for binary types."""
    return replace(api, in_base64=True)


def assert_nothing_happened(patient: Api) -> None:
    assert patient.world.ledger.all_payments() == [] and patient.world.stripe.customers == {}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_hostile_body_is_rejected_quickly(patient: Api, body: str) -> None:
    reply = start(patient, body)
    assert reply.status == 400 and reply.json["code"] in ("invalid_json", "invalid_request")
    assert_nothing_happened(patient)


@pytest.mark.parametrize("body", TOO_LARGE.values(), ids=TOO_LARGE)
def test_an_oversized_body_is_rejected_by_its_size(patient: Api, body: str) -> None:
    assert (start(patient, body).status, start(patient, body).json["code"]) == (413, "body_too_large")
    assert_nothing_happened(patient)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"amount":100,"amount":5000,"location_id":"loc_main"}', "amount"),
        ('{"amount":5000,"location_id":"loc_other","location_id":"loc_main"}', "location_id"),
        ('{"amount":5000,"\\u0061mount":5000,"location_id":"loc_main"}', "amount"),
        ('{"amount":{"amount":1,"amount":5000,"currency":"cad"},"location_id":"loc_main"}', "amount"),
    ],
)
def test_a_duplicate_key_is_rejected(patient: Api, body: str, field: str) -> None:
    reply = start(patient, body)
    assert (reply.status, reply.json["code"], reply.fields) == (400, "invalid_json", [field])
    assert_nothing_happened(patient)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json; charset=latin-1",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json, text/plain",
        "application/json; boundary=x",
        "application/json\x00",
        "multipart/form-data; boundary=application/json",
    ],
)
def test_json_in_another_charset_is_rejected(patient: Api, kind: str) -> None:
    reply = start(patient, GOOD, content_type=kind)
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")
    assert_nothing_happened(patient)


def test_a_body_sent_as_not_compressed_is_read(patient: Api) -> None:
    body = {"amount": 5_000, "location_id": "loc_main"}
    assert patient.post(START, body, idempotency_key="key-1", content_encoding="Identity").status == 201


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "deflate"])
def test_a_compressed_body_is_rejected_before_it_expands(patient: Api, encoding: str) -> None:
    bomb = base64.b64encode(gzip.compress(b" " * 10_000_000)).decode()
    reply = patient.post(START, bomb[:10_000], idempotency_key="key-1", content_encoding=encoding)
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")
    assert_nothing_happened(patient)


@pytest.mark.parametrize("raw", [b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf" + GOOD.encode(), "{}".encode("utf-32")])
def test_bytes_of_another_charset_are_rejected(patient: Api, raw: bytes) -> None:
    reply = coded(patient).post(START, base64.b64encode(raw), idempotency_key="key-1")
    assert (reply.status, reply.json["code"]) == (400, "invalid_json")
    assert_nothing_happened(patient)


@pytest.mark.parametrize("text", ["ä", "A", "not base64!", "====", "e30"])
def test_an_invalid_base64_body_is_rejected(patient: Api, text: str) -> None:
    reply = coded(patient).post(START, text, idempotency_key="key-1")
    assert reply.status == 400 and reply.json["code"] in ("invalid_body", "invalid_json", "invalid_request")
    assert_nothing_happened(patient)


def test_a_body_in_base64_is_the_same_request(patient: Api) -> None:
    reply = coded(patient).post(START, base64.b64encode(GOOD.encode()), idempotency_key="key-1")
    assert reply.status == 201 and reply == patient.post(START, GOOD, idempotency_key="key-1")


@pytest.mark.parametrize("size", [262_145, 1_000_000, 6_000_000])
@pytest.mark.parametrize("fill", [" ", "[", '{"a":'])
def test_an_oversized_event_is_rejected_before_the_webhook_secret_is_read(api: Api, size: int, fill: str) -> None:
    class Unread:
        def current(self) -> StripeKeys:
            raise AssertionError("the secret was read")

        def refresh(self) -> StripeKeys | None:
            raise AssertionError("the secret was read")

    unread = api.on(replace(api.world.open, stripe_keys=Unread()).services)
    reply = unread.post("/v1/stripe/events", (fill * size)[:size], stripe_signature="t=1,v1=00")
    assert (reply.status, reply.json["code"]) == (413, "body_too_large")
