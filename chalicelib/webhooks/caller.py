"""Calls of endpoints over HTTPS: resolved once, checked, and connected to the address that was checked."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from chalicelib.credit.errors import Invalid
from chalicelib.credit.webhooks import Answer
from chalicelib.webhooks.addresses import Target, is_allowed, refuse_private, target_of

TOTAL_S = 5.0
MOST_READ = 65_536
AGENT = "account-credit-webhooks/1"

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a host, by the system's resolver. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@cache
def default_tls() -> ssl.SSLContext:
    """The system's authorities, read at the first call: most functions make none."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCaller:
    """See services.ports.events.Webhooks."""

    allow_loopback: bool = False
    resolve: Resolve = resolve
    tls: Callable[[], ssl.SSLContext] = default_tls
    total_s: float = TOTAL_S

    def check(self, url: str) -> None:
        target = target_of(url, allow_loopback=self.allow_loopback)
        try:
            self._checked(target, self.total_s)
        except OSError:
            raise refuse_private() from None

    def call(self, url: str, body: bytes, headers: Sequence[tuple[str, str]]) -> Answer:
        started = time.monotonic()
        try:
            status, error = self._post(url, body, headers, started + self.total_s), None
        except Invalid:
            status, error = None, "address_refused"
        except TimeoutError:
            status, error = None, "timeout"
        except ssl.SSLError:
            status, error = None, "tls_failed"
        except (OSError, http.client.HTTPException, ValueError):
            is_late = time.monotonic() - started >= self.total_s
            status, error = None, "timeout" if is_late else "connection_failed"
        return Answer(status, error, int((time.monotonic() - started) * 1000))

    def _post(self, url: str, body: bytes, headers: Sequence[tuple[str, str]], deadline: float) -> int:
        target = target_of(url, allow_loopback=self.allow_loopback)
        address = self._checked(target, _left(deadline))[0]
        raw = socket.create_connection((address, target.port), timeout=_left(deadline))
        with _closed_at(raw, deadline):
            return self._exchange(raw, target, body, headers, deadline)

    def _exchange(
        self, raw: socket.socket, target: Target, body: bytes, headers: Sequence[tuple[str, str]], deadline: float
    ) -> int:
        """Send the request and read the answer's status and at most `MOST_READ` bytes of its body."""
        raw.settimeout(_left(deadline))
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = self.tls().wrap_socket(raw, server_hostname=target.host) if target.scheme == "https" else raw
        try:
            connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
            fixed = [
                ("host", target.authority),
                ("user-agent", AGENT),
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
            ]
            for name, value in (*fixed, *headers):
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            _left(deadline)  # Cut off, headers look as if they had ended.
            with suppress(OSError, http.client.HTTPException):
                response.read(MOST_READ)
            return response.status
        finally:
            connection.close()

    def _checked(self, target: Target, seconds: float) -> Sequence[str]:
        """The host's addresses. Raises Invalid if one of them may not be called, whichever it is.

        The resolver has no limit of its own, so it gets this one.
        """
        pool = ThreadPoolExecutor(1)
        try:
            addresses = pool.submit(self.resolve, target.host, target.port).result(timeout=seconds)
        except FutureTimeout:
            raise TimeoutError from None
        except UnicodeError:
            raise refuse_private() from None
        finally:
            pool.shutdown(wait=False)
        allowed = [is_allowed(each, allow_loopback=self.allow_loopback) for each in addresses]
        if not addresses or not all(allowed):
            raise refuse_private()
        if target.scheme == "http" and not all(each in ("127.0.0.1", "::1") for each in addresses):
            raise refuse_private()
        return addresses


class _closed_at:
    """Close the socket at the deadline, whatever it is doing: a slow answer may never pause for a timeout."""

    def __init__(self, raw: socket.socket, deadline: float) -> None:
        self._raw = raw
        self._timer = threading.Timer(_left(deadline), self._close)

    def __enter__(self) -> None:
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with suppress(OSError):
            self._raw.close()

    def _close(self) -> None:
        with suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)


def _left(deadline: float) -> float:
    """Seconds to the deadline. Raises TimeoutError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
