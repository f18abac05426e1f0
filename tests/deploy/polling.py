"""Waiting for functions that start cold on a busy machine: seldom asked, since each question is an invocation, too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 90.0
PAUSE_S = 0.4


def until(look: Callable[[], T | None], within_s: float = PATIENCE_S) -> T:
    """The first true value that `look` returns; fails with the last one when none comes within `within_s`."""
    deadline = time.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s; last seen: {seen!r}"
        time.sleep(PAUSE_S)
