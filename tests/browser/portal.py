"""A clinic's own portal that shows our pages in a frame, built from what docs/embedding tells its author to write."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import FrameLocator

from infra.devstack import components
from infra.devstack.settings import HOST, Ports
from infra.devstack.stack import Stack
from infra.devstack.supervision.process import Process
from tests.browser.my_account import MyAccount

GUIDE = (Path(__file__).parents[2] / "docs" / "embedding" / "README.md").read_text("utf-8")
OURS, RECEIPTS = "https://credit.example", "https://s3.ca-central-1.amazonaws.com"
SIGNED_IN = "async function accessToken() { window.asked = (window.asked ?? 0) + 1; return window.token; }"


class EmbeddedAccount(MyAccount):
    """My Account in the portal's frame. `page` is the portal's."""

    __slots__ = ()

    @property
    def view(self) -> FrameLocator:
        return self.page.frame_locator("iframe")


@dataclass(frozen=True, slots=True)
class Frame:
    """A way to show My Account in the portal: the person, language, view and sandbox."""

    token: str
    language: str = "en"
    view: str = ""
    sandboxed: bool = False


class Portal:
    """A web server at an origin of its own."""

    def __init__(self, server: _Server, host: str) -> None:
        self.origin = f"http://{host}:{server.server_port}"
        self._server = server

    def show(self, frame: Frame, ours: str, receipts: str) -> None:
        """From now on its page embeds the pages at `ours`, whose receipts are at `receipts`."""
        self._server.page = _Page(frame, ours, receipts)


@contextmanager
def portal(host: str = "localhost") -> Iterator[Portal]:
    """A portal that runs until the end. On `localhost` it is of another site than our pages, on HOST of the same.

    A browser may refuse storage to our pages in a frame of another site; Chromium does, as these tests start it.
    """
    with _Server((HOST, 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Portal(server, host)
        server.shutdown()


@contextmanager
def deployment(stack: Stack, frame_ancestors: str) -> Iterator[str]:
    """The stack's API once more, as an operator deploys it who lets portals frame it; yields its address."""
    settings = replace(stack.settings, ports=replace(stack.settings.ports, app=Ports.free().app))
    part = components.app(settings, stack.environment | {"FRAME_ANCESTORS": frame_ancestors})
    process = Process(replace(part, name="framed-app"), components.logs(settings))
    try:
        process.wait_until_ready()
        yield settings.api_url
    finally:
        process.stop()


@dataclass(frozen=True, slots=True)
class _Page:
    frame: Frame
    ours: str
    receipts: str

    @property
    def policy(self) -> str:
        return f"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; {self._written('text')}"

    @property
    def html(self) -> str:
        script = f"window.token = {json.dumps(self.frame.token)};\n{SIGNED_IN}\n{self._written('js')}"
        viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
        return f"<!doctype html><title>Portal</title>{viewport}<script>{script}</script>{self._iframe}"

    @property
    def _iframe(self) -> str:
        frame = self._written("html").replace("lang=fr-CA", f"lang={self.frame.language}#/{self.frame.view}")
        needed = re.search(r"`(allow-scripts [a-z -]+)`", GUIDE)
        assert needed, "docs/embedding names what a sandbox needs"
        return frame.replace("<iframe", f'<iframe sandbox="{needed[1]}"') if self.frame.sandboxed else frame

    def _written(self, language: str) -> str:
        """The guide's code in one language, with the addresses of here in place of its examples."""
        found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
        assert found, f"docs/embedding has code in {language}"
        return found[1].strip().replace(OURS, self.ours).replace(RECEIPTS, self.receipts)


class _Server(ThreadingHTTPServer):
    page = _Page(Frame(""), "", "")


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        page = self.server.page
        body = page.html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", page.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Report nothing."""
