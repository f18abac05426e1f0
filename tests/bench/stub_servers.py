"""The canned server, running, and the requests beside it as files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.api.tokens import rsa_key
from tests.bench import fixtures

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class StubServers:
    """The files of a measured process: its environment and its request."""

    environment: dict[str, str]
    folder: Path

    def request(self, name: str) -> Path:
        return self.folder / f"{name.replace('/', '-')}.json"


@contextmanager
def running(folder: Path) -> Iterator[StubServers]:
    """Start the canned server and writes every request of the bench into `folder`."""
    responses = folder / "responses.json"
    responses.write_text(json.dumps(fixtures.responses()))
    command = [sys.executable, "-m", "tests.bench.canned", str(responses)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None, "it was asked for"
        try:
            port = int(server.stdout.readline())
            found = StubServers(fixtures.environment(f"http://127.0.0.1:{port}"), folder)
            for name, request in fixtures.requests().items():
                _write(found.request(name), request)
            yield found
        finally:
            server.terminate()


def _write(path: Path, request: fixtures.Request) -> None:
    sent = str(request.event.get("headers", {}).get("authorization", ""))
    more = {"token": sent.removeprefix("Bearer "), "key": rsa_key().jwk}
    path.write_text(json.dumps({**asdict(request), **more}))
