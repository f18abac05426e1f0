"""Certificates are read at INIT, and a server that they don't vouch for is refused as before."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any
from unittest import mock

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import SSLError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.aws.tls import SessionWithCertificates, with_certificates
from chalicelib.stripe_gateway.tls import https_session

NOW = datetime.now(UTC)
PEM = serialization.Encoding.PEM


class Responder(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "18")
        self.end_headers()
        self.wfile.write(b'{"TableNames": []}')

    def log_message(self, *_: object) -> None: ...


@dataclass(frozen=True)
class Server:
    """A server of TLS on this machine. `bundle` has the authority that signed its certificate for 127.0.0.1."""

    url: str
    bundle: str


def signed(folder: Path) -> tuple[str, str]:
    """Return a certificate for 127.0.0.1 with its key, which is its own authority, as one file twice."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, NOW - timedelta(days=1), NOW + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    bundle, both = folder / "bundle.pem", folder / "server.pem"
    bundle.write_bytes(made.public_bytes(PEM))
    both.write_bytes(made.public_bytes(PEM) + private)
    return str(bundle), str(both)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    bundle, both = signed(tmp_path_factory.mktemp("tls"))
    listening = HTTPServer(("127.0.0.1", 0), Responder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    listening.socket = context.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
    yield Server(f"https://127.0.0.1:{listening.server_port}", bundle)
    listening.shutdown()
    listening.server_close()


def client(url: str, bundle: str | bool) -> Any:
    quick = Config(retries={"total_max_attempts": 1}, connect_timeout=60, read_timeout=60)
    access = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    made: Any = boto3.client("dynamodb", endpoint_url=url, verify=bundle, config=quick, **access)  # type: ignore[call-overload]
    return with_certificates(made)


def by_aws(url: str, bundle: str | bool) -> object:
    return client(url, bundle).list_tables()["TableNames"]


def by_stripe(url: str, bundle: str | bool) -> object:
    """As Stripe's SDK asks: with a bundle of its own, which must not be read."""
    session = https_session(None if bundle is True else str(bundle))
    return session.post(url, data=b"x", verify="/no/such/bundle", timeout=60).json()["TableNames"]


ASKS = pytest.mark.parametrize("ask", [by_aws, by_stripe])


@ASKS
def test_a_server_that_the_bundle_vouches_for_is_trusted(ask: Callable[..., object], server: Server) -> None:
    assert ask(server.url, server.bundle) == []


@ASKS
def test_a_server_that_no_one_vouches_for_is_refused(ask: Callable[..., object], server: Server) -> None:
    with pytest.raises((SSLError, requests.exceptions.SSLError), match="CERTIFICATE_VERIFY_FAILED"):
        ask(server.url, True)


@ASKS
def test_a_certificate_for_another_name_is_refused(ask: Callable[..., object], server: Server) -> None:
    with pytest.raises((SSLError, requests.exceptions.SSLError), match=r"localhost|doesn't match"):
        ask(server.url.replace("127.0.0.1", "localhost"), server.bundle)


def test_connections_read_no_certificates(server: Server) -> None:
    made, session = client(server.url, server.bundle), https_session(server.bundle)
    with mock.patch.object(ssl.SSLContext, "load_verify_locations", side_effect=AssertionError("read again")):
        assert made.list_tables()["TableNames"] == []
        assert session.post(server.url, data=b"x", timeout=60).ok


def test_a_client_without_tls_stays_as_it_is() -> None:
    for url, bundle in (("http://127.0.0.1:9", True), ("https://127.0.0.1:9", False)):
        assert not isinstance(client(url, bundle)._endpoint.http_session, SessionWithCertificates)
