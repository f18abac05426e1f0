"""What carries the generated client's calls: one connection a call, and every answer held to the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.client.promise import keeps_promise

TIMEOUT_S = 30.0


class Refused(Exception):
    """The API answered with a problem."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:500]}")
        self.status = answer.status_code
        self.problem: dict[str, Any] = answer.json()
        self.headers = answer.headers

    @property
    def code(self) -> str:
        return str(self.problem["code"])


@dataclass(frozen=True, slots=True)
class Transport:
    """Calls the API at `url` with a bearer token, and believes no answer that the document does not promise."""

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
        """The JSON of a good answer, or None when it has no body. Raises Refused."""
        answer = self.send(method, path, body=body, query=query, headers=headers)
        if not answer.ok:
            raise Refused(answer)
        return answer.json() if answer.content else None

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        """The answer as it came, once it is what the document says."""
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        params = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                method,
                self.url + path,
                json=body,
                params=params,
                headers={**sent, "Authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT_S,
            )
        keeps_promise(method, path, answer.status_code, answer.headers, answer.text)
        return answer


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
