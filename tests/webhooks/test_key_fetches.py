"""The identity provider's keys, over real sockets: a fetch ends within its time, however slowly the bytes come."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from chalicelib.api.auth.signing_keys import LARGEST_SET, read_url
from tests.webhooks.test_calls import LONG_S, answering, server, slow

KEYS = b'{"keys": []}'


def slow_body(connection: socket.socket) -> None:
    """A set whose bytes never pause for long and never end."""
    pause = threading.Event()
    with suppress(OSError):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {LARGEST_SET}\r\n\r\n".encode())
        for _ in range(2 * 20 * LONG_S):
            connection.sendall(b" ")
            pause.wait(0.05)


@pytest.mark.parametrize("respond", [slow, slow_body], ids=["headers", "body"])
def test_keys_that_never_end_are_given_up_at_the_deadline(respond: Callable[[socket.socket], None]) -> None:
    with server(respond) as (port, _):
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            read_url(f"http://127.0.0.1:{port}/keys", total_s=0.4)
        assert 0.4 <= time.monotonic() - started < LONG_S


def test_keys_are_read_to_their_end_and_no_further_than_a_set_may_be_long() -> None:
    for sent in (KEYS, KEYS + b" " * LARGEST_SET):
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(sent)}\r\n\r\n".encode()
        with server(answering(head + sent)) as (port, _):
            assert read_url(f"http://127.0.0.1:{port}/keys") == sent[:LARGEST_SET]
