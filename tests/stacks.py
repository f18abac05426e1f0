"""Stacks of the tests' own, on free ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.devstack.settings import Ports, Settings
from infra.devstack.stack import Stack

SWEEP_EVERY_S = 3600.0
"""Hardly ever: who wants a sweep asks for one."""
FOLLOWERS = ("stream", "events", "schedule", "outbox")


def settings(state: Path) -> Settings:
    return Settings(state=state, ports=Ports.free(), sweep_every_s=SWEEP_EVERY_S)


@contextmanager
def bare_stack(state: Path) -> Iterator[Stack]:
    """The API and what it needs alone: for tests that write much, and ask for nothing that follows."""
    with Stack(settings(state), without=FOLLOWERS) as running:
        yield running
