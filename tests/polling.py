"""Waiting for what happens by itself: asked again and again until a deadline, never slept through."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

T = TypeVar("T")

WITHIN_S, PAUSE_S = 120.0, 0.02
LONGEST_PAUSE_S, GROWTH = 0.25, 1.3
"""A look is mostly a request, which takes a core from what is waited for: asked less often as time passes."""
COLD_WITHIN_S, COLD_PAUSE_S = 300.0, 0.4
NEAR = timedelta(minutes=3)


def until(look: Callable[[], T | None], within_s: float = WITHIN_S, pause_s: float = PAUSE_S) -> T:
    """Return the first true value of `look`; fail with the last one when none comes within `within_s`."""
    deadline = time.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s; last seen: {seen!r}"
        time.sleep(pause_s)
        pause_s = max(pause_s, min(GROWTH * pause_s, LONGEST_PAUSE_S))


def until_cold(look: Callable[[], T | None]) -> T:
    """Wait for functions that start cold on a busy machine: seldom asked, since each question is an invocation."""
    return until(look, COLD_WITHIN_S, COLD_PAUSE_S)


def pass_midnight(zone: tzinfo = UTC) -> None:
    """Wait for a day's end that is near: what follows happens on one day, and in one month."""
    today = datetime.now(zone).date()
    while (datetime.now(zone) + NEAR).date() != today and datetime.now(zone).date() == today:
        time.sleep(LONGEST_PAUSE_S)
