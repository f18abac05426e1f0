"""A token is fetched once, and again a minute before it expires."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from account_credit_client import ClientCredentials


@pytest.fixture
def provider() -> Iterator[tuple[str, list[str]]]:
    """A token endpoint, and what it was asked."""
    asked: list[str] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"access_token": "token-%d", "expires_in": 600}' % len(asked))

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/token", asked
    server.shutdown()
    server.server_close()


def test_a_token_is_kept_until_a_minute_before_it_expires(provider: tuple[str, list[str]]) -> None:
    url, asked = provider
    clock = iter([0.0, 539.9, 540.0, 540.0])
    token = ClientCredentials(url, "clinic", "secret", audience="api", now=lambda: next(clock))
    assert [token(), token(), token()] == ["token-1", "token-1", "token-2"]
    assert asked == ["grant_type=client_credentials&audience=api"] * 2


def test_a_secret_is_not_shown() -> None:
    assert "hush" not in repr(ClientCredentials("http://127.0.0.1/token", "clinic", "hush"))
