"""CloudFront and Lambda as a first day has them: the site from one origin over HTTP/2, and ten environments at most."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypercorn.asyncio import serve
from hypercorn.config import Config

from infra.devstack.settings import HOST

CONCURRENCY = 10
"""The functions that a new AWS account runs at once, at most."""
STARTING_S = 0.4
"""An environment's INIT and first request, short of what it takes on Lambda, so that requests sent together overlap."""
ITS_OWN = {"host", "connection", "content-length", "transfer-encoding", "date", "server", "accept-encoding"}
TOO_MANY = b'{"type":"about:blank","title":"Too Many Requests","status":429,"code":"too_many_requests","detail":"x"}'


@dataclass
class Edge:
    """The requests so far; each running one of the API has an environment of its own. `refuse` turns away that many."""

    origin: str
    address: str = ""
    refuse: int = 0
    paths: list[str] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    running: int = 0
    environments: int = 0
    refused: int = 0

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[..., Any]) -> None:
        if scope["type"] != "http":
            return
        self.paths.append(scope["path"])
        self.versions.add(scope["http_version"])
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, headers, content = await self._answer(scope, body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _answer(self, scope: Any, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        if not scope["path"].startswith("/v1/"):
            return await asyncio.to_thread(self._ask, scope, body)
        if self.refuse or self.running >= CONCURRENCY:
            self.refuse, self.refused = max(self.refuse - 1, 0), self.refused + 1
            return 429, [(b"content-type", b"application/problem+json"), (b"retry-after", b"1")], TOO_MANY
        self.running += 1
        self.environments = max(self.environments, self.running)
        try:
            await asyncio.sleep(STARTING_S)
            return await asyncio.to_thread(self._ask, scope, body)
        finally:
            self.running -= 1

    def _ask(self, scope: Any, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        sent = {name.decode(): value.decode() for name, value in scope["headers"] if name.decode() not in ITS_OWN}
        url = f"{self.origin}{scope['raw_path'].decode()}?{scope['query_string'].decode()}"
        found = requests.request(scope["method"], url, headers=sent, data=body, timeout=90, allow_redirects=False)
        kept = {name.lower(): value for name, value in found.headers.items() if name.lower() not in ITS_OWN}
        kept.pop("content-encoding", None)
        return found.status_code, [(name.encode(), value.encode()) for name, value in kept.items()], found.content


@contextmanager
def edge(origin: str, folder: Path) -> Iterator[Edge]:
    """Serve `origin` over TLS and HTTP/2 until the end; the certificate is no one's."""
    certificate, key = _certificate(folder)
    app = Edge(origin)
    config = Config()
    config.certfile, config.keyfile, config.alpn_protocols = str(certificate), str(key), ["h2"]
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    config.bind, config.loglevel = [f"{HOST}:{port}"], "CRITICAL"
    app.address = f"https://{HOST}:{port}"
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    served = serve(app, config, shutdown_trigger=stop.wait)
    thread = threading.Thread(target=lambda: loop.run_until_complete(served), daemon=True)
    thread.start()
    _wait(port)
    yield app
    loop.call_soon_threadsafe(stop.set)
    thread.join(90)
    loop.close()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the edge did not start")


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = folder / "certificate.pem", folder / "key.pem"
    written[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    unlocked = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    written[1].write_bytes(key.private_bytes(pem, form, unlocked))
    assert ssl.HAS_ALPN
    return written
