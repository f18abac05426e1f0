"""Values that were read lately, kept for a while: every request needs them and they seldom change."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_CLINICS = 2_000
"""The clinics of which one process keeps in mind what it read: some kilobytes each."""
LIFE_S = 60.0
"""A change of a clinic's record takes effect within this time everywhere."""
EMPTY_LIFE_S = 10.0
"""An unknown clinic may be provisioned now; and it must not push out, for long, one that is known."""


class Recent(Generic[Key, Value]):
    """Values by key, at most `most` of them, each read again after `life_s`, and after `empty_life_s` if it is empty.

    An error is not kept: the next call reads again.
    """

    def __init__(
        self,
        read: Callable[[Key], Value],
        most: int = MOST_CLINICS,
        life_s: float = LIFE_S,
        empty_life_s: float = EMPTY_LIFE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read, self._clock = read, clock
        self._most, self._life_s, self._empty_life_s = most, life_s, empty_life_s
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value:
        """The value, read now or a while ago. Raises what the reader raises."""
        kept = self._kept.get(key)
        if kept and kept[0] > self._clock():
            return kept[1]
        value = self._read(key)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = self._clock() + (self._life_s if value else self._empty_life_s), value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
