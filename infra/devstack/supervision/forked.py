"""Modules of this checkout as processes, forked from one that has imported what they need: see fork_server."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import wait
from typing import IO, Any

from infra.devstack.settings import ROOT
from infra.devstack.supervision.fork_server import ENDED, ORDER, STARTED

PRIVATE_UMASK = 0o077
"""The state holds keys and people: files of this user alone."""


class Forked:
    """A running module, with as much of Popen's interface as its supervisor needs."""

    def __init__(self, connection: socket.socket, name: str) -> None:
        self._connection = connection
        self._reports = connection.makefile("rb")
        self._name = name
        self._lock = threading.Lock()
        self._status: int | None = None
        self.pid = self._reported(STARTED) or 0
        if not self.pid:
            self._close()
            raise ChildProcessError(f"The fork server could not start {name}.")

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs. It is negative for a signal, as Popen's."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout_s: float | None = None) -> int:
        """Wait for the end and return the exit status. Raises subprocess.TimeoutExpired."""
        with self._lock:
            if self._status is None:
                if not wait([self._connection], timeout_s):
                    raise subprocess.TimeoutExpired(self._name, timeout_s or 0)
                # A server that has gone reports nothing, and its children have gone with it.
                status = self._reported(ENDED)
                self._status = -signal.SIGTERM if status is None else status
                self._close()
            return self._status

    def _reported(self, what: bytes) -> int | None:
        with contextlib.suppress(ConnectionError):
            kind, _, number = self._reports.readline().partition(b" ")
            return int(number) if kind == what else None
        return None

    def _close(self) -> None:
        self._reports.close()
        self._connection.close()


class ForkServer:
    """The server of this process: started by the first order, and again if it was killed since."""

    def __init__(self, modules: Sequence[str], environment: Callable[[], Mapping[str, str]]) -> None:
        self._modules = modules
        self._environment = environment
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        outputs: tuple[IO[Any], IO[Any]],
        said: IO[Any] | None = None,
    ) -> Forked:
        """Run `python -m module` with these arguments, this whole environment, and files for both outputs.

        `said` is a file for its standard input, which is empty otherwise.
        """
        ours, theirs = socket.socketpair()
        files = (*outputs, said) if said else outputs
        with theirs:
            self._order([theirs.fileno(), *(file.fileno() for file in files)])
        program = {"module": module, "arguments": list(arguments), "environment": dict(environment)}
        ours.sendall(json.dumps(program).encode())
        ours.shutdown(socket.SHUT_WR)
        return Forked(ours, module)

    def stop(self) -> None:
        """End it, with what it started."""
        if self._control and self._process:
            self._control.close()
            self._process.terminate()
            self._process.wait()
            self._control = self._process = None

    def _order(self, descriptors: list[int]) -> None:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self.stop()
                self._control, self._process = self._started()
            assert self._control
            socket.send_fds(self._control, [ORDER], descriptors)

    def _started(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "infra.devstack.supervision.fork_server", str(theirs.fileno())]
        with theirs:
            return ours, subprocess.Popen(
                [*command, *self._modules],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                umask=PRIVATE_UMASK,
            )
