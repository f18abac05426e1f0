"""The public interface for tests: start a double, control it, sign as Stripe signs."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.stripe_double.app import build
from infra.stripe_double.cards.declines import DECLINES
from infra.stripe_double.controls.client import Controls
from infra.stripe_double.core.types import Json
from infra.stripe_double.settings import Settings
from infra.stripe_double.webhooks.signing import signature

__all__ = ["DECLINES", "Controls", "Running", "Settings", "build", "free_port", "running_double", "signature"]

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 120.0


@dataclass(frozen=True)
class Running:
    """A double in a process of its own; `process.kill()` is a crash, after which it can be started again."""

    url: str
    secret_key: str
    publishable_key: str
    process: "subprocess.Popen[bytes]"

    @property
    def controls(self) -> Controls:
        """Return a client of the test controls."""
        return Controls(self.url)

    def state(self) -> Json:
        """Return the body of GET /_double/state."""
        return self.controls.get("/state")


@contextmanager
def running_double(state_dir: Path, port: int = 0, *options: str) -> Iterator[Running]:
    """Run a double whose state is in `state_dir` until the block ends; `options` are its command line's."""
    chosen = port or free_port()
    command = [sys.executable, "-m", "infra.stripe_double", "--port", str(chosen), "--state", str(state_dir)]
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=dict(os.environ))
    url = f"http://127.0.0.1:{chosen}"
    try:
        _wait(url, process)
        yield Running(url, Settings.secret_key, Settings.publishable_key, process)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a free port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The Stripe double ended with {process.returncode} before it answered.")
        try:
            urllib.request.urlopen(f"{url}/_double/state", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The Stripe double didn't answer within {STARTS_WITHIN_S} s.")
