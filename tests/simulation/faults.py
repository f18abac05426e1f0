"""The faults of one call."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """A fault of a call, and on which side of its effect it happens."""

    LOST = "lost before it arrived"
    UNANSWERED = "done, the answer lost"
    THROTTLED = "throttled"
    CONFLICT = "met another writer"
    BROKEN = "5xx, nothing done"
    BROKEN_AFTER = "5xx, yet done"
    BROKEN_KEPT = "5xx, nothing done, repeated for the same key"
    BROKEN_LATE = "5xx, repeated for the same key, and done a moment later"
    UNPROCESSED = "some keys left out"
    DIED_BEFORE = "the process died before it"
    DIED_AFTER = "the process died after it"

    @property
    def takes_effect(self) -> bool:
        return self in (Fault.UNANSWERED, Fault.BROKEN_AFTER, Fault.DIED_AFTER)

    @property
    def is_death(self) -> bool:
        return self in (Fault.DIED_BEFORE, Fault.DIED_AFTER)


DEATHS = (Fault.DIED_BEFORE, Fault.DIED_AFTER)


class Killed(BaseException):
    """The process is no more. No `except Exception` may catch it, as none could catch a power cut."""
