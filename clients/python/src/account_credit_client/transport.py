"""One call of the API: its token, its retries and its errors."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import requests

TIMEOUT_S = 30.0
"""Longer than the API itself allows a call, so that its own answer is seen."""
ATTEMPTS = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 20.0
PASSING = frozenset({429, 500, 502, 503, 504})
Token = str | Callable[[], str]


class Problem(Exception):
    """A problem that the API returned (RFC 9457). Program against `code`, which never changes its meaning."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.problem: dict[str, Any] = _problem_of(response)
        super().__init__(f"{self.status} {self.code}: {self.problem.get('detail', '')}")

    @property
    def code(self) -> str:
        return str(self.problem.get("code", "unknown"))

    @property
    def retry_after_s(self) -> float | None:
        """How long the API asks to wait."""
        asked = self.headers.get("Retry-After", "")
        return float(asked) if asked.isdigit() else None

    @property
    def errors(self) -> list[dict[str, str]]:
        """The fields that are wrong, each `{field, message}`."""
        found: list[dict[str, str]] = self.problem.get("errors", [])
        return found


class NoResponse(Exception):
    """The API could not be reached, or its answer got lost. The same call with the same key is safe."""


def new_key() -> str:
    """An Idempotency-Key for one thing that a person wants: store it until the response has arrived."""
    return str(uuid.uuid4())


class Transport:
    """A caller of the API at `url`.

    `token` is a bearer token, or a function that returns one. A call is tried up to `attempts` times, after as long as
    the API's Retry-After asks; a POST only with its Idempotency-Key, the same each time, so that nothing is done twice.
    """

    def __init__(
        self, url: str, token: Token, *, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.url = url.rstrip("/")
        self.attempts = attempts
        self._token = token
        self._sleep = sleep
        self._session = requests.Session()

    def call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Any:
        """Return the JSON of a successful response, or None when it has no body. Raises Problem, NoResponse."""
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        may_repeat = method != "POST" or "Idempotency-Key" in sent
        left = self.attempts if may_repeat else 1
        while True:
            left -= 1
            pause = _pause(self.attempts - left)
            try:
                return self._tried(method, path, body=body, query=query, headers=sent)
            except NoResponse:
                if not left:
                    raise
            except Problem as problem:
                if not left or problem.status not in PASSING:
                    raise
                pause = problem.retry_after_s or pause
            self._sleep(pause)

    def _tried(self, method: str, path: str, **given: Any) -> Any:
        try:
            response = self.send(method, path, **given)
        except requests.RequestException as error:
            raise NoResponse(f"{method} {path}: {type(error).__name__}") from error
        if not response.ok:
            raise Problem(response)
        return response.json() if response.content else None

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Return the raw response to one request. Raises requests.RequestException."""
        token = self._token if isinstance(self._token, str) else self._token()
        return self._session.request(
            method,
            self.url + path,
            **_body(body),
            params={name: _text(value) for name, value in (query or {}).items() if value is not None},
            headers={**(headers or {}), **_media_type(body), "Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
        )


def _pause(attempt: int) -> float:
    return random.uniform(0.5, 1) * min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (attempt - 1))  # noqa: S311 - no secret


def _problem_of(response: requests.Response) -> dict[str, Any]:
    """The problem, or what there is of one: a proxy on the way may answer in its own words."""
    try:
        found = response.json()
    except requests.JSONDecodeError:
        return {"detail": response.text[:500]}
    return found if isinstance(found, dict) else {"detail": str(found)[:500]}


def _body(body: object) -> dict[str, Any]:
    """A file is sent as it is, anything else as JSON."""
    return {"data": body.encode()} if isinstance(body, str) else {"json": body}


def _media_type(body: object) -> dict[str, str]:
    return {"Content-Type": "text/csv; charset=utf-8"} if isinstance(body, str) else {}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
