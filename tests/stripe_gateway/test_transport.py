"""A response that is not Stripe's, such as a proxy's page, never reaches the SDK; its own pass as they came."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import stripe

from chalicelib.stripe_gateway.transport import Transport

URL = "https://api.stripe.com/v1/customers"
HEADERS = {"Idempotency-Key": "key-1"}


class Session(requests.Session):
    """Keep what is sent, and respond with this."""

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__()
        self._response = requests.Response()
        self._response.status_code, self._response._content = status, content
        self._response.headers["Request-Id"] = "req_1"
        self.sent: list[tuple[object, ...]] = []

    def request(self, method: str, url: str, **given: Any) -> requests.Response:  # type: ignore[override]
        self.sent.append((method, url, given["headers"], given["data"], given["timeout"]))
        return self._response


def asked(status: int, content: bytes) -> tuple[bytes, int, str]:
    found, code, headers = Transport((2, 4), Session(status, content)).request("get", URL, HEADERS)
    return found, code, headers["Request-Id"]


def test_a_request_is_sent_whole_within_its_limits() -> None:
    session = Session(200, b"{}")
    Transport((2, 4), session).request("post", URL, HEADERS, "description=Ana")
    assert session.sent == [("post", URL, HEADERS, "description=Ana", (2, 4))]


@pytest.mark.parametrize("status", [200, 201, 299])
@pytest.mark.parametrize("content", [b'{"id": "cus_1"}', b' {"data": []}\n'])
def test_what_stripe_responds_passes_as_it_came(status: int, content: bytes) -> None:
    assert asked(status, content) == (content, status, "req_1")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'{"id": "cus', b'"}', b"OK {}"])
def test_a_success_that_is_not_stripe_s_is_a_failed_connection_and_repeated(content: bytes) -> None:
    with pytest.raises(stripe.APIConnectionError) as failed:
        asked(200, content)
    assert failed.value.should_retry and failed.value.user_message == (
        "That response is not from Stripe, or not whole (status 200)."
    )


def test_stripe_s_error_passes_as_it_came() -> None:
    content = b'{"error": {"code": "resource_missing"}}'
    assert asked(404, content) == (content, 404, "req_1")


@pytest.mark.parametrize("status", [199, 300, 403, 502])
@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'{"id": "x"}', b'{"error": "down"}', b"[" * 100_000])
def test_a_failure_that_is_not_stripe_s_leaves_its_status_alone(status: int, content: bytes) -> None:
    assert asked(status, content) == (b"", status, "req_1")
