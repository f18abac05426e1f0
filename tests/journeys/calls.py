"""HTTP as a caller of the API does it: a bearer token and nothing else that the service would trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from tests.client.promise import keeps_promise

Json = dict[str, Any]
TIMEOUT_S = 30.0


def send(method: str, url: str, **given: Any) -> requests.Response:
    """One request on a connection of its own, straight to the address whatever proxies are configured."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, timeout=TIMEOUT_S, **given)


def told(answer: requests.Response, status: int = 200) -> Json:
    """The JSON of an answer that must have this status."""
    assert answer.status_code == status, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    body: Json = answer.json()
    return body


def same_answer(one: requests.Response, other: requests.Response) -> bool:
    """Whether nobody could tell one answer from the other: status, bytes, and headers but for the time."""
    return (one.status_code, one.content, _headers(one)) == (other.status_code, other.content, _headers(other))


def _headers(answer: requests.Response) -> Json:
    return {name: value for name, value in answer.headers.items() if name != "Date"}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody with a token."""

    api: str
    token: str

    def call(self, method: str, path: str, body: object = None, **headers: str) -> requests.Response:
        """`path` is after /v1/; underscores of header names become hyphens. Every answer must be a promised one."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Authorization"] = f"Bearer {self.token}"
        answer = send(method, f"{self.api}/v1/{path}", json=body, headers=sent)
        keeps_promise(method, f"/v1/{path}", answer.status_code, answer.headers, answer.text)
        return answer

    def get(self, path: str) -> Json:
        return told(self.call("GET", path))

    def items(self, path: str) -> list[Json]:
        found: list[Json] = self.get(path)["items"]
        return found
