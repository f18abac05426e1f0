"""The state directory's lock and the published environment of the stack that runs on it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MADE_BY_THE_STACK = (
    *("aws", "identity", "stripe", "outbox", "stream", "events", "webhook-key"),
    *("logs", "running.json"),
)


class AlreadyRunning(Exception):
    """The state is in use by another stack."""


class NotRunning(Exception):
    """No stack is running on this state."""


class Claim:
    """Hold a state directory while a stack runs on it. The kernel releases it however the process ends."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._lock = _locked(state)
        (state / "running.json").unlink(missing_ok=True)

    def publish(self, values: dict[str, str]) -> None:
        """Publish the values for `env` and `seed`, in a file of this user alone, since they include keys."""
        path = self._state / "running.json"
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(values, file)

    def release(self) -> None:
        (self._state / "running.json").unlink(missing_ok=True)
        self._lock.close()


def values(state: Path) -> dict[str, str]:
    """Return the environment of the stack that runs on `state`; raises NotRunning."""
    with contextlib.suppress(AlreadyRunning):
        _locked(state).close()
        raise NotRunning(f"Nothing runs on {state}. Start it with `make run`.")
    with contextlib.suppress(FileNotFoundError):
        published: dict[str, str] = json.loads((state / "running.json").read_text())
        return published
    raise NotRunning(f"The stack on {state} is still starting. Try again in a moment.")


def reset(state: Path) -> None:
    """Remove the stack's own files from the state directory, and no others. Raises AlreadyRunning while it runs."""
    with contextlib.closing(_locked(state)):
        for path in _kept(state):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _kept(state: Path) -> Iterator[Path]:
    return (state / name for name in MADE_BY_THE_STACK if (state / name).exists())


def _locked(state: Path) -> IO[str]:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (state / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise AlreadyRunning(f"A stack already runs on {state}. Stop it first (Ctrl-C where it was started).") from None
    return lock
