"""A webhook is trusted only if it is signed, by a secret that is valid, a moment ago."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from account_credit_client import InvalidWebhook, verify

NOW = 1_800_000_000
SECRET, NEXT = (
    f"whsec_{base64.b64encode(key).decode()}" for key in (b"first key of 24 bytes...", b"second key of 24 bytes..")
)
PAYLOAD = json.dumps({"id": "evt_1", "type": "payment.succeeded", "patient_id": "pat_1", "seq": 1, "data": {}}).encode()


def signed(secret: str, payload: bytes = PAYLOAD, at: int = NOW) -> dict[str, str]:
    """Headers as the service sends them, computed apart from the code under test."""
    key = base64.b64decode(secret[len("whsec_") :])
    mac = hmac.new(key, b"evt_1." + str(at).encode() + b"." + payload, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(mac).decode()
    return {"Webhook-Id": "evt_1", "Webhook-Timestamp": str(at), "Webhook-Signature": signature}


def test_the_standards_own_example_is_accepted() -> None:
    """The example of the specification: https://github.com/standard-webhooks/standard-webhooks."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    event: object = verify(b'{"test": 2432232314}', headers, secret, now=lambda: 1614265330)
    assert event == {"test": 2432232314}


def test_an_event_is_returned_when_it_is_signed() -> None:
    assert verify(PAYLOAD, signed(SECRET), SECRET, now=lambda: NOW)["id"] == "evt_1"


def test_both_secrets_are_valid_while_one_is_rotated() -> None:
    for secret in (SECRET, NEXT):
        assert verify(PAYLOAD, signed(secret), [SECRET, NEXT], now=lambda: NOW)["seq"] == 1


def test_one_of_several_signatures_is_enough() -> None:
    headers = signed(NEXT)
    headers["Webhook-Signature"] += " " + signed(SECRET)["Webhook-Signature"]
    assert verify(PAYLOAD, headers, SECRET, now=lambda: NOW)["seq"] == 1


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        (signed(NEXT), PAYLOAD),
        (signed(SECRET), PAYLOAD + b" "),
        (signed(SECRET) | {"Webhook-Id": "evt_2"}, PAYLOAD),
        (signed(SECRET) | {"Webhook-Timestamp": str(NOW + 1)}, PAYLOAD),
        (signed(SECRET) | {"Webhook-Timestamp": "soon"}, PAYLOAD),
        (signed(SECRET) | {"Webhook-Signature": "v1,"}, PAYLOAD),
        (signed(SECRET) | {"Webhook-Signature": "v2," + signed(SECRET)["Webhook-Signature"][3:]}, PAYLOAD),
        ({}, PAYLOAD),
    ],
)
def test_what_was_not_signed_so_is_refused(headers: dict[str, str], payload: bytes) -> None:
    with pytest.raises(InvalidWebhook):
        verify(payload, headers, SECRET, now=lambda: NOW)


@pytest.mark.parametrize(("age", "accepted"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_a_signature_holds_for_five_minutes(age: int, accepted: bool) -> None:
    if accepted:
        assert verify(PAYLOAD, signed(SECRET, at=NOW - age), SECRET, now=lambda: NOW)
        return
    with pytest.raises(InvalidWebhook, match="five minutes"):
        verify(PAYLOAD, signed(SECRET, at=NOW - age), SECRET, now=lambda: NOW)


def test_a_secret_of_another_service_is_named_as_such() -> None:
    with pytest.raises(InvalidWebhook, match="whsec_"):
        verify(PAYLOAD, signed(SECRET), "not base64!", now=lambda: NOW)
