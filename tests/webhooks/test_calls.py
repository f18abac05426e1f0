"""The calls, over real sockets: the address that was checked is the one that is called, within five seconds."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.credit.errors import Invalid
from chalicelib.credit.signing import signature, signature_headers
from chalicelib.webhooks.caller import WebhookCaller
from chalicelib.webhooks.checked_http import MOST_READ, default_tls, resolve
from chalicelib.webhooks.public_documents import PublicDocuments
from tests.contracts.test_certificates import signed

LONG_S = 60
"""For so long a busy machine may take, and longer than any deadline here."""
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@contextmanager
def server(respond: Callable[[socket.socket], None], *, is_read: bool = True) -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback that keeps each request, unless told not to, and leaves the answer to `respond`."""
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                if is_read:
                    seen.append(_request(connection))
                respond(connection)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        listener.close()


def _request(connection: socket.socket) -> bytes:
    """Headers and body, which arrive apart; of a TLS handshake, its beginning."""
    request = connection.recv(65_536)
    while request.startswith(b"POST") and (b"\r\n\r\n" not in request or request.endswith(b"\r\n\r\n")):
        received = connection.recv(65_536)
        if not received:
            break
        request += received
    return request


def answering(answer: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(answer)


def local(total_s: float = 5.0, resolve: Callable[[str, int], Sequence[str]] | None = None) -> WebhookCaller:
    return WebhookCaller(allow_loopback=True, total_s=total_s, resolve=resolve or (lambda host, port: ["127.0.0.1"]))


def test_the_host_is_named_and_resolved_once() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with server(answering(OK)) as (port, seen):
        answer = local(resolve=resolve).call(f"http://ehr.example:{port}/hook?x=1", b"{}", (("webhook-id", "evt_1"),))
    assert answer.http_status == 204 and asked == ["ehr.example"]
    head, body = seen[0].decode().split("\r\n\r\n")
    first, *headers = head.split("\r\n")
    assert (first, body) == ("POST /hook?x=1 HTTP/1.1", "{}")
    assert sorted(headers) == [
        "connection: close",
        "content-length: 2",
        "content-type: application/json",
        f"host: ehr.example:{port}",
        "user-agent: account-credit-webhooks/1",
        "webhook-id: evt_1",
    ]


def test_redirects_are_not_followed() -> None:
    with server(answering(OK)) as (other, elsewhere):
        moved = f"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:{other}/\r\nContent-Length: 0\r\n\r\n".encode()
        with server(answering(moved)) as (port, _):
            assert local().call(f"http://ehr.example:{port}/", b"{}", ()).http_status == 307
    assert not elsewhere


def slow(connection: socket.socket) -> None:
    """An answer that never pauses for long and never ends."""
    pause = threading.Event()
    with suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nx-more: ")
        for _ in range(2 * 20 * LONG_S):
            connection.sendall(b"x")
            pause.wait(0.05)


def test_an_answer_that_never_ends_is_cut_off_at_the_deadline() -> None:
    with server(slow) as (port, _):
        started = time.monotonic()
        answer = local(total_s=0.4).call(f"http://ehr.example:{port}/", b"{}", ())
    assert (answer.http_status, answer.error) == (None, "timeout") and 400 <= answer.duration_ms < 1_000 * LONG_S
    assert time.monotonic() - started < LONG_S


def trusting() -> ssl.SSLContext:
    """A client that takes every certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize("is_greeted", [True, False], ids=["headers", "handshake"])
def test_tls_that_never_ends_is_cut_off_at_the_deadline(is_greeted: bool, tmp_path: Path) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(signed(tmp_path)[1])

    def respond(connection: socket.socket) -> None:
        with serving.wrap_socket(connection, server_side=True) as talking:
            slow(talking)

    def greeting(connection: socket.socket) -> None:
        """A record of a handshake that comes byte by byte."""
        with suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
            slow(connection)

    caller = WebhookCaller(allow_loopback=True, total_s=0.4, resolve=lambda host, port: ["127.0.0.1"], tls=trusting)
    with server(respond if is_greeted else greeting, is_read=False) as (port, _):
        answer = caller.call(f"https://ehr.example:{port}/", b"{}", ())
    assert (answer.http_status, answer.error) == (None, "timeout") and 400 <= answer.duration_ms < 1_000 * LONG_S


def test_a_connection_that_is_never_accepted_is_cut_off_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        address = full.getsockname()
        for _ in range(2):
            fills = waiting.enter_context(socket.socket())
            fills.setblocking(False)
            fills.connect_ex(address)
        answer = local(total_s=0.2).call(f"http://ehr.example:{address[1]}/", b"{}", ())
    assert answer.error == "timeout" and 200 <= answer.duration_ms < 1_000 * LONG_S


def test_a_resolver_that_hangs_is_cut_off_at_the_deadline() -> None:
    hanging = threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        hanging.wait(LONG_S)
        return ["127.0.0.1"]

    answer = local(total_s=0.2, resolve=resolve).call("http://ehr.example/", b"{}", ())
    hanging.set()
    assert answer.error == "timeout" and 200 <= answer.duration_ms < 1_000 * LONG_S


def test_an_address_whose_resolver_hangs_is_refused_at_the_deadline() -> None:
    hanging = threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        hanging.wait(LONG_S)
        return ["127.0.0.1"]

    started = time.monotonic()
    with pytest.raises(Invalid, match="must resolve to public addresses only"):
        local(total_s=0.1, resolve=resolve).check("http://ehr.example/")
    hanging.set()
    assert time.monotonic() - started < LONG_S


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    def huge(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        with suppress(OSError):
            sent.extend(connection.send(b"x" * 65_536) for _ in range(2_000))

    with server(huge) as (port, _):
        assert local().call(f"http://ehr.example:{port}/", b"{}", ()).http_status == 200
    assert sum(sent) < 100 * MOST_READ


def test_no_more_than_the_start_of_an_answer_is_kept() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {MOST_READ + 1}\r\n\r\n".encode()
    with server(answering(head + b"x" * (MOST_READ + 1))) as (port, _):
        found = PublicDocuments(allow_loopback=True).read(f"http://127.0.0.1:{port}/")
    assert found == b"x" * MOST_READ == b"x" * 65_536


def test_a_connection_that_is_refused_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = local().call(f"http://ehr.example:{port}/", b"{}", ())
    assert (answer.http_status, answer.error) == (None, "connection_failed")


def test_the_system_s_resolver_gives_each_address_once() -> None:
    local_ones = resolve("localhost", 80)
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"] and len(set(local_ones)) == len(local_ones)


def test_every_certificate_is_checked_by_the_system_s_authorities() -> None:
    context = default_tls()
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED and context is default_tls()
    assert WebhookCaller().tls is default_tls and PublicDocuments().tls is default_tls


def test_a_connection_closed_without_an_answer_is_a_failure() -> None:
    with server(lambda connection: None) as (port, _):
        answer = local().call(f"http://ehr.example:{port}/", b"{}", ())
    assert (answer.http_status, answer.error) == (None, "connection_failed")
    assert 0 <= answer.duration_ms < 1_000 * LONG_S


def test_plain_http_in_a_tls_port_is_a_failure() -> None:
    with server(answering(OK)) as (port, _):
        assert local().call(f"https://ehr.example:{port}/", b"{}", ()).error == "tls_failed"


def test_a_fault_at_the_deadline_is_told_as_a_time_out() -> None:
    class Late(ssl.SSLContext):
        def wrap_socket(self, sock: socket.socket, **given: object) -> ssl.SSLSocket:  # type: ignore[override]
            threading.Event().wait(0.06)
            raise ConnectionResetError

    caller = WebhookCaller(
        allow_loopback=True,
        total_s=0.05,
        resolve=lambda host, port: ["127.0.0.1"],
        tls=lambda: Late(ssl.PROTOCOL_TLS_CLIENT),
    )
    with server(answering(OK)) as (port, _):
        assert caller.call(f"https://ehr.example:{port}/", b"{}", ()).error == "timeout"


def test_the_certificate_must_be_of_the_host() -> None:
    names: list[str | None] = []

    class Recording(ssl.SSLContext):
        def wrap_socket(self, sock: socket.socket, **given: object) -> ssl.SSLSocket:  # type: ignore[override]
            names.append(str(given["server_hostname"]))
            raise ssl.SSLCertVerificationError

    context = Recording(ssl.PROTOCOL_TLS_CLIENT)
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
    caller = WebhookCaller(allow_loopback=True, resolve=lambda host, port: ["127.0.0.1"], tls=lambda: context)
    with server(answering(OK)) as (port, _):
        assert caller.call(f"https://ehr.example:{port}/", b"{}", ()).error == "tls_failed"
    assert names == ["ehr.example"]


def test_signatures_are_those_of_standard_webhooks() -> None:
    """The example of its specification (standard-webhooks 1.0.0, and the libraries' own tests)."""
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # The published example, apart from what keys look like.
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_valid_secret_has_a_signature() -> None:
    secrets = [f"whsec_{base64.b64encode(each).decode()}" for each in (b"new" * 8, b"old" * 8)]
    headers = dict(signature_headers("evt_1", datetime(2026, 11, 23, tzinfo=UTC), b"{}", secrets))
    expected = [signature(each, "evt_1", int(headers["webhook-timestamp"]), b"{}") for each in secrets]
    assert headers["webhook-signature"].split() == expected


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_a_success(status: int) -> None:
    with server(answering(f"HTTP/1.1 {status} Fine\r\nContent-Length: 0\r\n\r\n".encode())) as (port, _):
        assert local().call(f"http://ehr.example:{port}/", b"{}", ()).is_success
