"""A place for webhooks to arrive at: it keeps what came, and returns the statuses it was given."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Arrival:
    """One delivery: its body as it was signed, and the signature."""

    body: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        """Return the event."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Listener:
    """`statuses` are those of the next deliveries; then 200."""

    url: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def types(self) -> list[str]:
        """Return the types that arrived, in their order."""
        return [arrival.event["type"] for arrival in self.arrivals]

    def wait(self, done: Callable[["Listener"], bool], timeout_s: float = 90.0) -> None:
        """Wait until `done`; raises TimeoutError with what did arrive."""
        until = time.monotonic() + timeout_s
        while not done(self):
            if time.monotonic() > until:
                raise TimeoutError(f"After {timeout_s} s only these arrived: {self.types()}")
            time.sleep(0.01)


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port until the block ends."""
    listener = Listener()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(listener))
    listener.url = f"http://127.0.0.1:{server.server_port}/events"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.arrivals.append(Arrival(body, self.headers["Stripe-Signature"]))
            self.send_response(listener.statuses.pop(0) if listener.statuses else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    return Handler
