"""The thread that delivers what is queued, one at a time and in order, and runs what is due."""

import http.client
import json
import logging
import math
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from infra.stripe_double.resources.outcomes import run_due
from infra.stripe_double.settings import Settings
from infra.stripe_double.storage.session import unit_of_work
from infra.stripe_double.storage.store import Store, load
from infra.stripe_double.webhooks.signing import signature

_SHORTEST_S, _LONGEST_S = 0.03, 1.0
"""Of the waits between two looks at the queue: the clock may be set meanwhile."""
_PENDING = (
    "deliveries d JOIN objects e ON e.id = d.event JOIN objects w ON w.id = d.endpoint WHERE d.status = 'pending'"
)
_PATIENCE_S = 2.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to be made."""

    seq: int
    attempts: int
    payload: bytes
    url: str
    secret: str


class Sender:
    """Deliver until it is told to stop. What isn't delivered yet is on disk, so stopping loses nothing."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Wait a moment for the attempt under way; one that hangs is left to the next start."""
        self._stopped.set()
        self._store.queued.set()
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._store.queued.clear()
            try:
                wait_s = 0.0 if self._turn() else self._idle_s()
            except Exception:  # noqa: BLE001 - it is logged, and the thread goes on
                if not self._stopped.is_set():
                    _LOG.exception("The webhook thread goes on after an error of its own")
                wait_s = _SHORTEST_S
            if wait_s and not self._stopped.is_set():
                self._store.queued.wait(wait_s)

    def _idle_s(self) -> float:
        """Return how long nothing is due, unless something is queued meanwhile."""
        rows = (
            self._store.row(f"SELECT d.due FROM {_PENDING} ORDER BY d.due LIMIT 1"),
            self._store.row("SELECT due FROM jobs ORDER BY due LIMIT 1"),
        )
        first = min((row["due"] for row in rows if row), default=math.inf)
        return max(_SHORTEST_S, min(first - time.time(), _LONGEST_S))

    def _turn(self) -> bool:
        if self._store.row("SELECT 1 FROM jobs WHERE due <= ?", time.time()):
            with unit_of_work(self._store, self._settings) as session:
                run_due(session)
        delivery = self._next()
        if delivery is None:
            return False
        code, answer = send(delivery, self._settings.webhook_timeout_s)
        with self._store.transaction():
            self._record(delivery, code, answer)
        return True

    def _next(self) -> Delivery | None:
        row = self._store.row(
            "SELECT d.seq, d.attempts, e.body AS event, w.body AS endpoint, w.hidden "
            f"FROM {_PENDING} AND d.due <= ? ORDER BY d.due, d.seq LIMIT 1",
            time.time(),
        )
        if row is None:
            return None
        payload = json.dumps(load(row["event"]), indent=2).encode()
        url, secret = load(row["endpoint"])["url"], load(row["hidden"])["secret"]
        return Delivery(row["seq"], row["attempts"], payload, url, secret)

    def _record(self, delivery: Delivery, code: int | None, answer: str) -> None:
        attempts, status = delivery.attempts + 1, "pending"
        if code is not None and 200 <= code < 300:
            status = "delivered"
        elif attempts >= self._settings.webhook_attempts:
            status = "failed"
        wait = min(self._settings.webhook_backoff_s * 2**delivery.attempts, self._settings.webhook_backoff_max_s)
        self._store.change(
            "UPDATE deliveries SET attempts = ?, status = ?, code = ?, answer = ?, due = ?, delivered_at = ? "
            "WHERE seq = ? AND status = 'pending'",
            attempts, status, code, answer, time.time() + wait, time.time() if status == "delivered" else None,
            delivery.seq,
        )  # fmt: skip


def send(delivery: Delivery, timeout_s: float) -> tuple[int | None, str]:
    """POST one event; return the status (None when there was no answer) and the start of the answer, or the error."""
    parts = urlsplit(delivery.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(delivery.payload, delivery.secret),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    try:
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), delivery.payload, headers)
        response = connection.getresponse()
        return response.status, response.read(500).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return None, f"{type(error).__name__}: {error}"
    finally:
        connection.close()
