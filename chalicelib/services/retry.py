"""Two writers met: read again, decide again, a few times, a little apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from chalicelib.credit.errors import Conflict

if TYPE_CHECKING:
    from chalicelib.services.ports import Clock

T = TypeVar("T")

ATTEMPTS = 8
FIRST_PAUSE_S = 0.02
LONGEST_PAUSE_S = 0.5


def retry_on_conflict(attempt: Callable[[], T], clock: Clock) -> T:
    """Runs `attempt`, which reads, decides and commits, until it meets no other writer.

    Neither botocore nor pynamodb repeats a transaction that met another one (pynamodb#1264). At most 8 attempts and
    about two seconds; then Conflict, an Unavailable, so that the caller comes again.
    """
    for tried in range(ATTEMPTS - 1):
        try:
            return attempt()
        except Conflict:
            clock.sleep(random.uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**tried)))
    return attempt()
