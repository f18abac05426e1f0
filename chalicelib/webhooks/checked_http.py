"""HTTPS calls of addresses that clinics give: resolved once, checked, and connected to the address that was checked."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

from chalicelib.webhooks.addresses import Target, is_allowed, refuse_private, target_of

TOTAL_S = 5.0
MOST_READ = 65_536

Headers = Sequence[tuple[str, str]]
Resolve = Callable[[str, int], Sequence[str]]
Found = TypeVar("Found")


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a host, by the system's resolver. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def within(seconds: float, ask: Callable[[], Found]) -> Found:
    """Return the result of a call that has no limit of its own. Raises TimeoutError; the call goes on until it ends."""
    found: Future[Found] = Future()

    def tell() -> None:
        try:
            found.set_result(ask())
        except Exception as fault:  # noqa: BLE001 - it is raised where the result is waited for
            found.set_exception(fault)

    threading.Thread(target=tell, daemon=True).start()  # A process that ends waits for the threads of a pool.
    try:
        return found.result(timeout=seconds)
    except FutureTimeout:
        raise TimeoutError from None


@cache
def default_tls() -> ssl.SSLContext:
    """The system's authorities, read at the first call: most functions make none."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedHttp:
    """Calls of public addresses only, without redirects, within `total_s`."""

    allow_loopback: bool = False
    resolve: Resolve = resolve
    tls: Callable[[], ssl.SSLContext] = default_tls
    total_s: float = TOTAL_S

    def check(self, url: str) -> None:
        """Raises Invalid unless the address may be called."""
        target = target_of(url, allow_loopback=self.allow_loopback)
        try:
            self._checked(target, self.total_s)
        except OSError:
            raise refuse_private() from None

    def _send(self, method: str, url: str, headers: Headers, body: bytes = b"") -> tuple[int, bytes]:
        """The response's status and the start of its body, at most `MOST_READ` bytes; empty if it was cut off.

        Raises Invalid for an address that may not be called, OSError, HTTPException and ValueError.
        """
        deadline = time.monotonic() + self.total_s
        target = target_of(url, allow_loopback=self.allow_loopback)
        address = self._checked(target, _left(deadline))[0]
        raw = socket.create_connection((address, target.port), timeout=_left(deadline))
        with _closed_at(raw, deadline):
            connection = http.client.HTTPConnection(target.host, target.port)
            is_tls = target.scheme == "https"
            connection.sock = self.tls().wrap_socket(raw, server_hostname=target.host) if is_tls else raw
            try:
                connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
                for name, value in (("host", target.authority), ("connection", "close"), *headers):
                    connection.putheader(name, value)
                connection.endheaders(body or None)
                response = connection.getresponse()
                _left(deadline)  # Cut off, headers look as if they had ended.
                return response.status, _body(response)
            finally:
                connection.close()

    def _checked(self, target: Target, seconds: float) -> Sequence[str]:
        """The host's addresses. Raises Invalid if one of them may not be called, whichever it is.

        The resolver has no limit of its own, so it gets this one.
        """
        try:
            addresses = within(seconds, partial(self.resolve, target.host, target.port))
        except UnicodeError:
            raise refuse_private() from None
        allowed = [is_allowed(each, allow_loopback=self.allow_loopback) for each in addresses]
        if not addresses or not all(allowed):
            raise refuse_private()
        if target.scheme == "http" and not all(each in ("127.0.0.1", "::1") for each in addresses):
            raise refuse_private()
        return addresses


def _body(response: http.client.HTTPResponse) -> bytes:
    with suppress(OSError, http.client.HTTPException):
        return response.read(MOST_READ)
    return b""


class _closed_at:
    """Close the connection at the deadline, whatever it is doing: a slow answer may never pause for a timeout.

    TLS takes the socket over and leaves an empty one behind, so another of the same connection is kept.
    """

    def __init__(self, raw: socket.socket, deadline: float) -> None:
        self._raw, self._kept = raw, raw.dup()
        self._timer = threading.Timer(_left(deadline), self._close)

    def __enter__(self) -> None:
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for each in (self._raw, self._kept):
            with suppress(OSError):
                each.close()

    def _close(self) -> None:
        with suppress(OSError):
            self._kept.shutdown(socket.SHUT_RDWR)


def _left(deadline: float) -> float:
    """Seconds to the deadline. Raises TimeoutError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
