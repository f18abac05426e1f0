"""How much CPU something takes, beside that of a loop in the same process: a limit that holds on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

ROUNDS = 50_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Effort(Generic[T]):
    """The value that was asked for, the CPU it took in seconds, and in loops of `ROUNDS` squares."""

    value: T
    cpu_s: float
    loops: float

    def __str__(self) -> str:
        return f"{self.cpu_s:.2f} s of CPU, {self.loops:.0f} times a loop of {ROUNDS:,} squares"


def effort(act: Callable[[], T]) -> Effort[T]:
    """Call `act` between two loops: a machine that is slow, or slows down, takes longer for them too."""
    _, before = timed(_loop)
    value, spent = timed(act)
    _, after = timed(_loop)
    return Effort(value, spent, 2 * spent / (before + after))


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """The value, and the CPU that it took in seconds."""
    begun = time.process_time()
    return act(), time.process_time() - begun


def _loop() -> int:
    return sum(number * number for number in range(ROUNDS))
