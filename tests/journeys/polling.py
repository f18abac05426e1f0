"""Waiting for what happens by itself: asked again and again until a deadline, never slept through."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN_S = 20.0
PAUSE_S = 0.02


def until(look: Callable[[], T | None], within_s: float = WITHIN_S) -> T:
    """The first true value that `look` returns; fails with the last one when none comes within `within_s`."""
    deadline = time.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s; last seen: {seen!r}"
        time.sleep(PAUSE_S)
