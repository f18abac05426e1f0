"""The transport of the generated client: one connection per call, and every response held to the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.client.promise import keeps_promise

TIMEOUT_S = 30.0


class Refused(Exception):
    """A problem that the API returned."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(f"{response.request.method} {response.url}: {response.status_code} {response.text[:500]}")
        self.status = response.status_code
        self.problem: dict[str, Any] = response.json()
        self.headers = response.headers

    @property
    def code(self) -> str:
        return str(self.problem["code"])


@dataclass(frozen=True, slots=True)
class Transport:
    """Call the API at `url` with a bearer token, and fail at a response that the document does not promise."""

    url: str
    token: str

    def call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Any:
        """Return the JSON of a successful response, or None when it has no body. Raises Refused."""
        response = self.send(method, path, body=body, query=query, headers=headers)
        if not response.ok:
            raise Refused(response)
        return response.json() if response.content else None

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        """Return the raw response, once it is found to be what the document promises."""
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        params = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        with requests.Session() as session:
            session.trust_env = False
            response = session.request(
                method,
                self.url + path,
                **_body(body),
                params=params,
                headers={**sent, **_media_type(body), "Authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT_S,
            )
        keeps_promise(method, path, response.status_code, response.headers, response.text)
        return response


def _body(body: object) -> dict[str, Any]:
    """A file is sent as it is, anything else as JSON."""
    return {"data": body.encode()} if isinstance(body, str) else {"json": body}


def _media_type(body: object) -> dict[str, str]:
    return {"Content-Type": "text/csv; charset=utf-8"} if isinstance(body, str) else {}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
