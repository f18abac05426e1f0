"""The promises to a caller: nothing done twice, waits as asked, errors in the words of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import requests

from account_credit_client import Client, NoResponse, Problem, every

CONFLICT = b'{"status": 409, "code": "exceeds_invoice", "detail": "20.00 is left.", "errors": [{"field": "amount"}]}'


def response(status: int, body: bytes = b"{}", **headers: str) -> requests.Response:
    made = requests.Response()
    made.status_code, made._content = status, body
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made


@dataclass
class Sent:
    method: str
    path: str
    query: Mapping[str, object]
    headers: Mapping[str, str]


class Responding(Client):
    """A client whose network returns these responses, one for each request."""

    def __init__(self, *responses: requests.Response | Exception, attempts: int = 5) -> None:
        self.responses = list(responses)
        self.sent: list[Sent] = []
        self.slept: list[float] = []
        super().__init__("http://api.example", "token", attempts=attempts, sleep=self.slept.append)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        self.sent.append(Sent(method, path, query or {}, headers or {}))
        answer = self.responses.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


LOST = requests.ConnectionError("reset")


def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    client = Responding(LOST, response(503), response(201, b'{"id": "app_1"}'))
    made = client.apply_payment("pat_1", "pay_1", {"invoice_id": "INV-1", "amount": 100})
    assert made["id"] == "app_1"
    assert len({sent.headers["Idempotency-Key"] for sent in client.sent}) == 1 and len(client.sent) == 3


def test_two_acts_have_two_keys() -> None:
    client = Responding(response(201), response(201))
    for _ in range(2):
        client.apply_payment("pat_1", "pay_1", {"invoice_id": "INV-1", "amount": 100})
    assert len({sent.headers["Idempotency-Key"] for sent in client.sent}) == 2


def test_the_callers_own_key_is_sent() -> None:
    client = Responding(response(201))
    client.apply_payment("pat_1", "pay_1", {"invoice_id": "INV-1", "amount": 100}, idempotency_key="mine")
    assert client.sent[0].headers["Idempotency-Key"] == "mine"


def test_a_refusal_is_raised_in_the_apis_own_words_and_not_repeated() -> None:
    client = Responding(response(409, CONFLICT))
    with pytest.raises(Problem, match=r"20\.00 is left") as raised:
        client.locations()
    assert (raised.value.status, raised.value.code, raised.value.errors) == (
        409,
        "exceeds_invoice",
        [{"field": "amount"}],
    )


def test_a_wait_is_as_long_as_the_api_asks() -> None:
    client = Responding(response(429, Retry_After="7"), response(200))
    client.locations()
    assert client.slept == [7.0]


def test_pauses_grow_where_the_api_asks_for_none() -> None:
    client = Responding(LOST, LOST, LOST, LOST, LOST)
    with pytest.raises(NoResponse, match="GET /v1/clinic/locations"):
        client.locations()
    assert client.slept == sorted(client.slept) and len(client.slept) == 4 and client.slept[0] >= 0.25


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_a_call_is_tried_as_often_as_asked(attempts: int) -> None:
    client = Responding(*[response(503)] * 4, attempts=attempts)
    with pytest.raises(Problem):
        client.locations()
    assert len(client.sent) == attempts


def test_a_post_without_a_key_is_not_repeated() -> None:
    client = Responding(LOST)
    with pytest.raises(NoResponse):
        client.call("POST", "/v1/me/top-ups/pay_1/anything")
    assert len(client.sent) == 1


def test_an_answer_of_a_proxy_is_a_problem_too() -> None:
    client = Responding(response(413, b"<html>Too large</html>"))
    with pytest.raises(Problem, match="Too large") as raised:
        client.locations()
    assert raised.value.code == "unknown"


@pytest.mark.parametrize("sizes", [(0,), (1,), (2, 1), (2, 0)])
def test_a_list_is_iterated_to_its_end(sizes: tuple[int, ...]) -> None:
    pages = [
        b'{"items": [%s], "next_cursor": %s}'
        % (b", ".join([b"1"] * size), b"null" if number == len(sizes) else b'"next"')
        for number, size in enumerate(sizes, 1)
    ]
    client = Responding(*(response(200, page) for page in pages))
    assert list(every(client.clinic_patients, q="ana")) == [1] * sum(sizes)
    assert [sent.query["cursor"] for sent in client.sent] == [None, "next"][: len(sizes)]
    assert {sent.query["q"] for sent in client.sent} == {"ana"}
