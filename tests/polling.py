"""Waiting for what happens by itself: asked again and again until a deadline, never slept through."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN_S, PAUSE_S = 20.0, 0.02
COLD_WITHIN_S, COLD_PAUSE_S = 90.0, 0.4


def until(look: Callable[[], T | None], within_s: float = WITHIN_S, pause_s: float = PAUSE_S) -> T:
    """Return the first true value of `look`; fail with the last one when none comes within `within_s`."""
    deadline = time.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s; last seen: {seen!r}"
        time.sleep(pause_s)


def until_cold(look: Callable[[], T | None]) -> T:
    """Wait for functions that start cold on a busy machine: seldom asked, since each question is an invocation."""
    return until(look, COLD_WITHIN_S, COLD_PAUSE_S)
