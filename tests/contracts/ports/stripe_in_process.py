"""The Stripe double without a socket: the SDK's requests go straight to the double's application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import stripe
from starlette.testclient import TestClient

from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.gateway import StripePayments
from infra.stripe_double.testing import Settings, build
from tests.fakes.faults import When
from tests.fakes.small import FakeClock

URL = "http://127.0.0.1"


class InProcess(stripe.HTTPClient):
    """The SDK's transport, which remembers what was sent and can lose a request or its answer."""

    name = "in-process"

    def __init__(self, double: TestClient) -> None:
        super().__init__()
        self.double = double
        self.sent: list[tuple[str, str, dict[str, str]]] = []
        self.lose: When | None = None

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        lost, self.lose = self.lose, None
        if lost is When.BEFORE:
            raise _lost("the request")
        self.sent.append((method, url, dict(parse_qsl(post_data or ""))))
        answer = self.double.request(method.upper(), url, headers=dict(headers or {}), content=post_data)
        if lost is When.AFTER:
            raise _lost("the answer")
        return answer.text, answer.status_code, answer.headers

    def close(self) -> None:
        self.double.close()


def _lost(what: str) -> Exception:
    made: Exception = stripe.APIConnectionError(f"{what} got lost", should_retry=False)  # type: ignore[no-untyped-call]
    return made


@contextmanager
def stripe_in_process(state: Path, clock: FakeClock) -> Iterator[tuple[StripePayments, InProcess]]:
    """Our adapter on a fresh double."""
    with TestClient(build(Settings(state=state)), base_url=URL) as double:
        transport = InProcess(double)
        client = FixedClient(new_client(Settings.secret_key, transport, URL))
        yield StripePayments(client, "test", clock), transport
