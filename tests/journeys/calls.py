"""HTTP as a caller of the API does it: a bearer token and nothing else that the service would trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from tests.client.promise import keeps_promise

Json = dict[str, Any]
TIMEOUT_S = 120.0


def send(method: str, url: str, **given: Any) -> requests.Response:
    """One request on a connection of its own, straight to the address whatever proxies are configured."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, timeout=TIMEOUT_S, **given)


def json_of(response: requests.Response, status: int = 200) -> Json:
    """Return the JSON of a response that must have this status."""
    assert response.status_code == status, (
        f"{response.request.method} {response.url}: {response.status_code} {response.text}"
    )
    body: Json = response.json()
    return body


def same_answer(one: requests.Response, other: requests.Response) -> bool:
    """Whether two responses are indistinguishable: status, bytes, and headers but for the time."""
    return (one.status_code, one.content, _headers(one)) == (other.status_code, other.content, _headers(other))


def _headers(response: requests.Response) -> Json:
    return {name: value for name, value in response.headers.items() if name != "Date"}


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller with a token."""

    api: str
    token: str

    def call(self, method: str, path: str, body: object = None, **headers: str) -> requests.Response:
        """`path` is after /v1/; underscores of header names become hyphens. Every response must be a promised one."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Authorization"] = f"Bearer {self.token}"
        response = send(method, f"{self.api}/v1/{path}", json=body, headers=sent)
        keeps_promise(method, f"/v1/{path}", response.status_code, response.headers, response.text)
        return response

    def get(self, path: str) -> Json:
        return json_of(self.call("GET", path))

    def items(self, path: str) -> list[Json]:
        found: list[Json] = self.get(path)["items"]
        return found
