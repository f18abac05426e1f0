"""Optimistic concurrency: after a conflict, read and decide again, a few times, a little apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from chalicelib.credit.errors import Conflict
from chalicelib.services.ports import Clock

T = TypeVar("T")

ATTEMPTS = 8
FIRST_PAUSE_S = 0.02
LONGEST_PAUSE_S = 0.5


def retry_on_conflict(attempt: Callable[[], T], clock: Clock) -> T:
    """Run `attempt`, which reads, decides and commits, until it meets no conflict.

    Neither botocore nor pynamodb retries a transaction after a conflict (pynamodb#1264). At most 8 attempts and about
    two seconds; then it raises Conflict, an Unavailable, so that the caller retries.
    """
    for tried in range(ATTEMPTS - 1):
        try:
            return attempt()
        except Conflict:
            clock.sleep(random.uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**tried)))  # noqa: S311 - no secret
    return attempt()
