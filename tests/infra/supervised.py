"""A stack that runs as `make run` runs it: as a process of its own, in a terminal or without one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.devstack.settings import PORT_VARIABLES, ROOT, Ports

START_PATIENCE_S = 150.0
END_PATIENCE_S = 90.0
COMMAND = (sys.executable, "-m", "infra.devstack")


class Supervised:
    """`python -m infra.local up`, or `make run`, on ports and a state of its own."""

    def __init__(self, state: Path, ports: Ports, command: tuple[str, ...] = (*COMMAND, "up")) -> None:
        self.state, self._ports = state, ports
        self._terminal, terminal_of_child = os.openpty()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=terminal_of_child,
            stdout=terminal_of_child,
            stderr=terminal_of_child,
            preexec_fn=_own_terminal,  # noqa: PLW1509 - this process has one thread
        )
        os.close(terminal_of_child)
        os.set_blocking(self._terminal, False)
        self.said = ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a shell that is opened now."""
        chosen = {variable: str(getattr(self._ports, name)) for name, variable in PORT_VARIABLES.items()}
        return {**os.environ, **chosen, "STATE_DIR": str(self.state)}

    def wait_until_ready(self) -> None:
        self._read_until(lambda: "Ready in" in self.said, START_PATIENCE_S)
        assert "Ready in" in self.said, self.said

    def wait_for_end(self) -> int:
        """The exit status."""
        self._read_until(lambda: self.process.poll() is not None, END_PATIENCE_S)
        self._read()
        return self.process.wait(1)

    def heard(self) -> str:
        """All that it has said up to now."""
        self._read()
        return self.said

    def type_control_c(self) -> None:
        """As a person does: the terminal sends the signal to everything in the foreground."""
        os.write(self._terminal, b"\x03")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another of the stack's commands, in another terminal."""
        return subprocess.run(
            [*COMMAND, *arguments], check=False, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )

    def values(self) -> dict[str, str]:
        """Return the output of `env`."""
        printed = self.run("env")
        assert printed.returncode == 0, printed.stderr
        return dict(line.split("=", 1) for line in printed.stdout.splitlines())

    def close(self) -> None:
        """End it if a test did not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.wait_for_end()
        os.close(self._terminal)

    def _read_until(self, happened: Callable[[], bool], patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        while not happened() and time.monotonic() < deadline:
            self._read()
            if self.process.poll() is not None:
                self._read()
                return
            time.sleep(0.05)

    def _read(self) -> None:
        try:
            while chunk := os.read(self._terminal, 65536):
                self.said += chunk.decode(errors="replace").replace("\r\n", "\n")
        except OSError:
            return


def _own_terminal() -> None:
    os.setsid()
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def parts_of(state: Path) -> list[int]:
    """The processes that belong to a stack: its parts name its state in their command or their environment."""
    return [pid for pid in _processes() if _belongs(pid, str(state))]


def wait_until_gone(state: Path, patience_s: float = 60.0) -> list[int]:
    """Return the processes of the stack that are left after a while."""
    deadline = time.monotonic() + patience_s
    while (left := parts_of(state)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def _belongs(pid: int, text: str) -> bool:
    if pid == os.getpid():
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    return text.encode() in command + environment


@contextmanager
def supervised(state: Path, ports: Ports, *command: str) -> Iterator[Supervised]:
    """Start it; the end of the block is the end of it."""
    running = Supervised(state, ports, command) if command else Supervised(state, ports)
    try:
        yield running
    finally:
        running.close()
