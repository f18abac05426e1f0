"""The keys of a clinic's identity provider are read from public addresses only, whole or not at all."""

from __future__ import annotations

import pytest

from chalicelib.webhooks.public_documents import AGENT, PublicDocuments
from tests.webhooks.test_calls import answering, server

KEYS = b'{"keys": []}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + KEYS


def test_the_document_is_read_by_a_client_that_names_itself() -> None:
    with server(answering(WHOLE)) as (port, seen):
        found = PublicDocuments(allow_loopback=True).read(f"http://127.0.0.1:{port}/keys?v=1")
    assert found == KEYS and seen[0].startswith(b"GET /keys?v=1 HTTP/1.1\r\n")
    assert f"\r\nuser-agent: {AGENT}\r\n".encode() in seen[0] and b"content-length" not in seen[0]
    assert b"\r\naccept: application/json\r\n" in seen[0] and seen[0].endswith(b"\r\n\r\n")


def test_a_document_that_is_cut_off_is_read_as_empty() -> None:
    cut_off = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n" + KEYS[:-1]
    with server(answering(cut_off)) as (port, _):
        assert PublicDocuments(allow_loopback=True).read(f"http://127.0.0.1:{port}/keys") == b""


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "302"),
        (b"HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\n{}", "500"),
        (b"nonsense\r\n\r\n", "BadStatusLine"),
        (b"", "RemoteDisconnected|without response"),
    ],
)
def test_another_status_or_none_is_an_outage(answer: bytes, fault: str) -> None:
    with server(answering(answer)) as (port, _), pytest.raises(OSError, match=fault):
        PublicDocuments(allow_loopback=True).read(f"http://127.0.0.1:{port}/keys")


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "10.0.0.1", "127.0.0.1", "::1", "fd00::1", "64:ff9b::a9fe:a9fe"]
)
def test_a_name_that_resolves_inside_is_not_called(address: str) -> None:
    with pytest.raises(OSError, match="Invalid at"):
        PublicDocuments(resolve=lambda host, port: [address]).read("https://id.example/keys")


@pytest.mark.parametrize(
    "url", ["http://id.example/keys", "file:///etc/passwd", "https://user@id.example/", "ftp://id.example"]
)
def test_only_https_is_called(url: str) -> None:
    with pytest.raises(OSError, match="Invalid at"):
        PublicDocuments(resolve=lambda host, port: ["8.8.8.8"]).read(url)
