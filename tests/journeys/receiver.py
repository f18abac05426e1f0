"""Other software that receives events: it keeps what it takes, and can lose its first responses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from chalicelib.credit.signing import signature
from infra.devstack.settings import HOST


@dataclass
class Receiver:
    """`arrived` are the events in the order in which they came, repeated ones included; `taken` each id once.

    It loses its next `lose` responses, and of each `lose_every` new events one.
    """

    url: str = ""
    secret: str = ""
    lose: int = 0
    lose_every: int = 0
    lost: int = 0
    arrived: list[tuple[dict[str, Any], datetime]] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    forged: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, headers: Any, body: bytes) -> int | None:
        """The status to answer with, or None to answer nothing."""
        with self.lock:
            expected = signature(self.secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
            if expected not in headers["webhook-signature"].split():
                self.forged += 1
                return 401
            event = json.loads(body)
            self.arrived.append((event, datetime.now(UTC)))
            is_new = self.taken.setdefault(event["id"], event) is event
            loses = is_new and bool(self.lose_every) and len(self.taken) % self.lose_every == 0
            if self.lose or loses:
                self.lose = max(self.lose - 1, 0)
                self.lost += 1
                return None
            return 204


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on loopback until the block ends."""
    receiver = Receiver()
    with listening(receiver.take) as port:
        receiver.url = f"http://{HOST}:{port}/hooks"
        yield receiver


@contextmanager
def listening(take: Callable[[Any, bytes], int | None]) -> Iterator[int]:
    """A port where `take` gets the headers and body of each POST: it returns the status, or None to answer nothing."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = take(self.headers, self.rfile.read(int(self.headers["content-length"])))
            if status is None:
                self.connection.close()
                return
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
