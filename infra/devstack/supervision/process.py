"""One component of the stack as a process: in a session of its own, logged to a file, stopped gracefully."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from infra.devstack.settings import ROOT
from infra.devstack.supervision.forked import PRIVATE_UMASK, ForkServer

LAUNCHER = Path(__file__).parent / "pdeathsig_exec.py"
POLL_S = 0.05
KEPT_LINES = 15
LEFT_OUT = ("AWS_", "BOTO_", "STRIPE_", "PYTHON", "POWERTOOLS_", "TOKEN_", "OIDC_", "CHALICE_")
SETTINGS = frozenset({"LOG_LEVEL", "EVENT_BUS", "ORIGIN_SECRET", "WARM_UP", "NODE_OPTIONS"})
"""Variables that would set up the service for another deployment, or its logs or Node in a way that they don't know."""
LOOPBACK = "127.0.0.1,localhost"
MODULE = (sys.executable, "-m")
"""The start of a command that runs a module of this checkout: it is forked from a process that has imported much."""
PRELOADED = (
    *("chalice.cli", "chalicelib.api.registration", "chalicelib.api.rehearsal", "chalicelib.bootstrap"),
    *("chalicelib.jobs.deliveries", "chalicelib.jobs.doctor", "chalicelib.jobs.events", "chalicelib.jobs.night"),
    *("chalicelib.jobs.notices", "chalicelib.jobs.receipts", "chalicelib.jobs.schedule", "chalicelib.jobs.work"),
    *("infra.devstack.identity.provider", "infra.devstack.lambdas.events", "infra.devstack.lambdas.schedule"),
    *("infra.devstack.outbox.server", "infra.devstack.supervision.composed", "infra.site.pages"),
    *("boto3.s3.inject", "infra.stripe_double.app", "uvloop"),
    *("uvicorn", "uvicorn.lifespan.on", "uvicorn.loops.auto", "uvicorn.protocols.http.auto"),
)
"""The imports of components, without those that read the environment, as `app` does."""


class ComponentFailed(Exception):
    """A component that did not start, or died. The message names it and ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Component:
    """How to start one component, and how to tell that it is ready.

    `patience_s` bounds its start, `grace_s` its end: it is killed after that.
    """

    name: str
    title: str
    command: tuple[str, ...]
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 120.0
    grace_s: float = 15.0


class Running(Protocol):
    """A process that was started, as Popen and Forked are."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None, /) -> int: ...


class Process:
    """A running component."""

    def __init__(self, component: Component, logs: Path) -> None:
        self.component = component
        self.log = logs / f"{component.name}.log"
        logs.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".before.log"))
        with self.log.open("wb") as output:
            self._running = _started(component, output)

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def exit_status(self) -> int | None:
        """Return the exit status, or None while it runs."""
        return self._running.poll()

    def wait_until_ready(self) -> None:
        """Return once the component is ready; raise ComponentFailed if it ends first or takes too long."""
        deadline = time.monotonic() + self.component.patience_s
        while not self.component.is_ready():
            self.require_alive()
            if time.monotonic() > deadline:
                raise self.failure(f"did not answer within {self.component.patience_s:.0f} s")
            time.sleep(POLL_S)
        self.require_alive()

    def require_alive(self) -> None:
        """Raise ComponentFailed if it has ended."""
        if self.exit_status is not None:
            raise self.failure(f"stopped by itself ({_ending(self.exit_status)})")

    def failure(self, what: str) -> ComponentFailed:
        """Return an error that describes the failure and ends with the last lines of the log."""
        lines = self.log.read_text(errors="replace").splitlines()[-KEPT_LINES:]
        tail = "\n".join(f"  | {line}" for line in lines) or "  | (empty)"
        return ComponentFailed(f"{self.component.title} {what}. The end of {self.log}:\n{tail}")

    def ask_to_stop(self) -> None:
        """Send SIGTERM to this process alone: it ends what it started."""
        if self.exit_status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def stop(self) -> None:
        """Stop it and wait; after the grace period its process group is killed."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._running.wait(self.component.grace_s)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._running.wait()


def _started(component: Component, output: IO[bytes]) -> Running:
    environment = own_environment() | dict(component.environment)
    if component.command[:2] == MODULE:
        module, *arguments = component.command[2:]
        try:
            return FORK_SERVER.start(module, arguments, environment, (output, output))
        except OSError as error:
            raise ComponentFailed(f"{component.title} did not start: {error}") from error
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *component.command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        umask=PRIVATE_UMASK,
    )


def run_module(
    module: str, *arguments: str, environment: Mapping[str, str], patience_s: float, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a module of this checkout to its end, with `environment` added. Raises TimeoutExpired, and kills it.

    `said` is its standard input.
    """
    with tempfile.TemporaryFile() as input_, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        input_.write(said.encode())
        input_.seek(0)
        given = own_environment() | dict(environment)
        running = FORK_SERVER.start(module, arguments, given, (output, errors), input_)
        try:
            status = running.wait(patience_s)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        return subprocess.CompletedProcess((module, *arguments), status, _read(output), _read(errors))


def own_environment() -> dict[str, str]:
    """Return this process's environment without the shell's settings for AWS, Stripe, proxies and Python."""
    return clean_environment(os.environ) | {"PYTHONUNBUFFERED": "1"}


def clean_environment(shell: Mapping[str, str], *, keeps_proxies: bool = False) -> dict[str, str]:
    """Return the variables that can't mislead a component. FRAME_ANCESTORS and LOGO_ORIGINS are a developer's to set.

    `keeps_proxies` is for Stripe itself, which may be reachable through one only; loopback never goes through it.
    """
    kept = {name: value for name, value in shell.items() if not name.startswith(LEFT_OUT) and name not in SETTINGS}
    if not keeps_proxies:
        kept = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")}
    return kept | {"NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK}


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _ending(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


FORK_SERVER = ForkServer(PRELOADED, own_environment)
atexit.register(FORK_SERVER.stop)
