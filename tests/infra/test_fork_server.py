"""Components are forked from one process that has imported their code: each must be as if it were started alone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.devstack.settings import ROOT
from infra.devstack.supervision.forked import Forked, ForkServer
from infra.devstack.supervision.process import PRELOADED, own_environment
from tests.infra.supervised import wait_until_gone
from tests.polling import until

PROGRAM = "tests.infra.forked_program"
PATIENCE_S = 120.0

Start = Callable[..., Forked]


@pytest.fixture
def server() -> Iterator[ForkServer]:
    server = ForkServer(("json",), own_environment)
    yield server
    server.stop()


@pytest.fixture
def start(server: ForkServer, tmp_path: Path) -> Iterator[Start]:
    """Start the tests' program: its outputs are the files `out` and `err`, its input is `in`, if that exists."""
    started: list[Forked] = []

    def start(*arguments: str, **environment: str) -> Forked:
        said = tmp_path / "in"
        with contextlib.ExitStack() as files:
            output, errors = (files.enter_context((tmp_path / name).open("wb")) for name in ("out", "err"))
            input_ = files.enter_context(said.open("rb")) if said.exists() else None
            whole = own_environment() | environment
            started.append(server.start(PROGRAM, arguments, whole, (output, errors), input_))
        return started[-1]

    yield start
    server.stop()
    assert all(running.wait(PATIENCE_S) is not None for running in started)


@pytest.mark.parametrize("said", ["", "sk_test_é\n"])
def test_a_forked_module_prints_what_it_prints_when_started_alone(start: Start, tmp_path: Path, said: str) -> None:
    """Its arguments, environment, time zone, folder, name and input, what it has imported of its own, and its end."""
    given = {"ONLY_HERE": "é", "TZ": "America/Vancouver"}
    if said:
        (tmp_path / "in").write_text(said)
    running = start("describe", "two words", **given)
    assert running.wait(PATIENCE_S) == 3
    alone = subprocess.run(
        [sys.executable, "-m", PROGRAM, "describe", "two words"],
        check=False,
        cwd=ROOT,
        env=own_environment() | given,
        input=said.encode(),
        capture_output=True,
    )
    assert (tmp_path / "out").read_bytes() == alone.stdout
    assert (tmp_path / "err").read_bytes() == alone.stderr
    assert alone.stderr.startswith(said.encode())
    assert b"America/Vancouver" in alone.stdout and alone.returncode == 3


def test_an_error_ends_a_forked_module_with_its_trace(start: Start, tmp_path: Path) -> None:
    assert start("fail").wait(PATIENCE_S) == 1
    assert (tmp_path / "err").read_text().endswith("ValueError: as asked\n")


def test_a_killed_module_reports_the_signal_and_others_run_on(start: Start) -> None:
    first, second = start("sleep"), start("sleep")
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(0)
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait(PATIENCE_S) == first.poll() == -signal.SIGKILL
    assert second.poll() is None
    os.kill(second.pid, signal.SIGTERM)
    assert second.wait(PATIENCE_S) == -signal.SIGTERM


def test_a_forked_module_has_a_session_and_a_command_line_of_its_own(start: Start) -> None:
    running = start("sleep", "here")
    assert os.getsid(running.pid) == os.getpgid(running.pid) == running.pid
    shown = [sys.executable, "-m", PROGRAM, "sleep", "here"]
    command = Path(f"/proc/{running.pid}/cmdline")
    until(lambda: b"sleep" in command.read_bytes())
    assert os.fsencode("\0".join(shown)).startswith(command.read_bytes().rstrip(b"\0"))


def test_a_killed_server_takes_its_modules_along_and_the_next_order_starts_another(
    server: ForkServer, start: Start, tmp_path: Path
) -> None:
    running = start("sleep", str(tmp_path), STATE=str(tmp_path))
    parent = int(Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(parent, signal.SIGKILL)
    assert running.wait(PATIENCE_S) < 0
    assert wait_until_gone(tmp_path) == []
    assert start("describe").wait(PATIENCE_S) == 3


def test_modules_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    """Without a word of its own: the server sees the end of its socket, and the module the end of the server."""
    code = (
        "import sys, time; from infra.devstack.supervision import forked, process\n"
        "server = forked.ForkServer(('json',), process.own_environment)\n"
        f"print(server.start({PROGRAM!r}, ['sleep'], {{}}, (sys.stderr, sys.stderr)).pid, flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        pid = int(supervisor.stdout.readline())
        supervisor.kill()
    until(lambda: not Path(f"/proc/{pid}").exists())


def test_what_is_imported_before_the_fork_starts_no_thread_and_opens_nothing(tmp_path: Path) -> None:
    """A fork would copy a lock that another thread holds, and share a connection."""
    code = (
        "import importlib, os\n"
        f"for module in {PRELOADED!r}: importlib.import_module(module)\n"
        "print(len(os.listdir('/proc/self/task')), len(os.listdir('/proc/self/fd')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, env=own_environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "4"], "its own thread; its input, outputs, and the list itself"
