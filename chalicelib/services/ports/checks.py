"""Checks of a deployment: what is wrong with it, and what fixes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is a sentence, `fix` a command or an instruction. Neither holds a secret or a person's data."""

    what: str
    fix: str


Check = Callable[[], Iterable[Finding]]
