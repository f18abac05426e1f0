"""A process that has imported what the components import, and forks one of them per order.

`python -m infra.devstack.supervision.fork_server SOCKET MODULES ...`. An import of the service takes more CPU than the
rest of a component's start, and here it is done once. A child is what `python -m MODULE` would be: it has a session, an
environment, an input, outputs and a command line of its own, and ends when this process does. This process ends with
the socket that its supervisor holds, and has one thread, so that a fork copies no lock that another thread held.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from infra.devstack.supervision.pdeathsig_exec import end_with

ORDER = b"."
"""One byte, so that orders of several threads or processes don't mix. It brings a connection, two outputs and, where
the program has one, its input."""
MOST_DESCRIPTORS = 4
STARTED, ENDED = b"started", b"ended"


@dataclass(frozen=True, slots=True)
class Program:
    """A module with its arguments and its whole environment."""

    module: str
    arguments: list[str]
    environment: dict[str, str]

    def run(self) -> None:
        """Run it as this process's main program."""
        os.environ.clear()
        os.environ.update(self.environment)
        time.tzset()
        _show_command([sys.executable, "-m", self.module, *self.arguments])
        sys.argv = [self.module, *self.arguments]
        runpy.run_module(self.module, run_name="__main__", alter_sys=True)


def main(control: socket.socket, modules: list[str]) -> None:
    """Serve until the supervisor has gone. In a child, run its program and return."""
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    program = Server(control).serve()
    if program:
        program.run()


class Server:
    """Forks, and writes to each child's connection its exit status. A child wrote its process id when it was set up."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._connections: dict[int, socket.socket] = {}
        self._pid = os.getpid()
        signal.signal(signal.SIGCHLD, lambda *_: self._reap())

    def serve(self) -> Program | None:
        """Return the program in the child that is to run it, and None in the server when it is over."""
        while True:
            order, received, *_ = socket.recv_fds(self._control, len(ORDER), MOST_DESCRIPTORS)
            if not order:
                return None
            connection, *files = received
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
            pid = os.fork()
            if not pid:
                return self._child(socket.socket(fileno=connection), files)
            for file in files:
                os.close(file)
            self._connections[pid] = socket.socket(fileno=connection)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _child(self, connection: socket.socket, files: list[int]) -> Program:
        os.setsid()
        end_with(self._pid)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        for inherited in (self._control, *self._connections.values()):
            inherited.close()
        # Without an input of its own, it has the server's, which is empty.
        for file, stream in zip(files, (sys.stdout, sys.stderr, sys.stdin), strict=False):
            os.dup2(file, stream.fileno())
            os.close(file)
        with connection, connection.makefile("rb") as order:
            _report(connection, STARTED, os.getpid())
            return Program(**json.load(order))

    def _reap(self) -> None:
        while self._connections:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with self._connections.pop(pid) as connection:
                _report(connection, ENDED, os.waitstatus_to_exitcode(status))


def _report(connection: socket.socket, what: bytes, number: int) -> None:
    """Report to a supervisor that may have gone."""
    try:
        connection.sendall(b"%s %d\n" % (what, number))
    except OSError:
        return


def _show_command(command: list[str]) -> None:
    """Have `ps` show the child's command in place of this process's own, which is longer."""
    if sys.platform == "linux":
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        start, end = int(fields[45]), int(fields[46])
        room = end - start
        shown = "\0".join(command).encode(errors="surrogateescape")[: room - 1]
        ctypes.memmove(start, shown.ljust(room, b"\0"), room)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
