"""Findings: what is wrong with a deployment, and the command that fixes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from infra.ops.operate.environment import StageEnvironment


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is a sentence, `fix` a command or an instruction. Neither holds a secret or a person's data."""

    what: str
    fix: str


Check = Callable[[StageEnvironment], Iterator[Finding]]
